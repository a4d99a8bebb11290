using System.IO.Compression;
using System.Text;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Objects;

public class ObjectReaderGzipTests
{
    static readonly byte[] Text = Encoding.UTF8.GetBytes("""{"Records":[{"eventVersion":"1.08","eventName":"GetObject"},{"eventVersion":"1.08"}]}""");

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Fastest)]
    [InlineData(CompressionLevel.SmallestSize)]
    public async Task ObjectReader_OneMember_GivesItsContent(CompressionLevel level)
    {
        var content = await new ScriptedObject(Gzip.Of(Text, level)).ReadAllAsync();

        content.Should().Equal(Text);
    }

    [Fact]
    public async Task ObjectReader_NoGzip_GivesTheBytesAsTheyAre() =>
        (await new ScriptedObject(Text).ReadAllAsync()).Should().Equal(Text);

    [Fact]
    public async Task ObjectReader_NoBytes_IsWhole() =>
        (await new ScriptedObject([]).ReadAllAsync()).Should().BeEmpty();

    [Fact]
    public async Task ObjectReader_OneByte_IsNoGzip() =>
        (await new ScriptedObject([0x1F]).ReadAllAsync()).Should().Equal(0x1F);

    [Fact]
    public async Task ObjectReader_GzipInGzip_IsUnpackedTwice() =>
        (await new ScriptedObject(Gzip.Of(Gzip.Of(Text))).ReadAllAsync()).Should().Equal(Text);

    [Fact]
    public async Task ObjectReader_GzipThrice_LeavesTheInnermost() =>
        (await new ScriptedObject(Gzip.Of(Gzip.Of(Gzip.Of(Text)))).ReadAllAsync()).Should().Equal(Gzip.Of(Text));

    [Fact]
    public async Task ObjectReader_SeveralMembers_GivesAllOfThem()
    {
        byte[] members = [.. Gzip.Of(Text), .. Gzip.Of([]), .. Gzip.Of(Text, CompressionLevel.NoCompression), .. Gzip.Of([]), .. Gzip.Of([])];

        (await new ScriptedObject(members).ReadAllAsync()).Should().Equal([.. Text, .. Text]);
    }

    [Fact]
    public async Task ObjectReader_ZerosBehindTheLastMember_ArePadding() =>
        (await new ScriptedObject([.. Gzip.Of(Text), .. new byte[100_000]]).ReadAllAsync()).Should().Equal(Text);

    [Fact]
    public async Task ObjectReader_AllHeaderFields_AreSkipped()
    {
        var name = new string('n', 100_000);
        var member = Gzip.WithHeader(Text, extra: new byte[65_535], name: name, comment: name, headerCrc: true);

        (await new ScriptedObject(member) { MaxRead = 700 }.ReadAllAsync()).Should().Equal(Text);
    }

    [Fact]
    public async Task ObjectReader_CutAtAnyByteOfAnyHeaderField_IsTruncated()
    {
        var member = Gzip.WithHeader(Text, extra: [0, 0, 7], name: "name", comment: "comment", headerCrc: true);

        for (var length = 2; length < member.Length; length++)
        {
            (await new ScriptedObject(member[..length]).FailureOfAsync()).Should().Be(FailureCause.Truncated, "cut to {0} bytes", length);
        }
    }

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public async Task ObjectReader_SecondMemberCutAtAnyByte_IsNeverWhole(CompressionLevel level)
    {
        var first = Gzip.Of(Text, level);
        byte[] whole = [.. first, .. Gzip.Of(Text, level)];

        for (var length = first.Length + 1; length < whole.Length; length++)
        {
            // One byte of the magic is no member yet.
            var expected = length == first.Length + 1 ? FailureCause.Corrupt : FailureCause.Truncated;
            (await new ScriptedObject(whole[..length]).FailureOfAsync()).Should().Be(expected, "cut to {0} bytes", length);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public async Task ObjectReader_FewBytesARead_GivesTheSame(int maxRead)
    {
        byte[] members = [.. Gzip.Of(Text), .. Gzip.WithHeader(Text, name: "x", headerCrc: true), .. Gzip.Of([]), 0, 0, 0];

        (await new ScriptedObject(members) { MaxRead = maxRead }.ReadAllAsync()).Should().Equal([.. Text, .. Text]);
    }

    [Fact]
    public async Task ObjectReader_AnyBitOfTheTrailerFlipped_IsCorrupt()
    {
        var member = Gzip.Of(Text);

        for (var bit = 0; bit < 64; bit++)
        {
            byte[] damaged = [.. member];
            damaged[member.Length - 8 + (bit / 8)] ^= (byte)(1 << (bit % 8));

            (await new ScriptedObject(damaged).FailureOfAsync()).Should().Be(FailureCause.Corrupt, "bit {0}", bit);
        }
    }

    [Fact]
    public async Task ObjectReader_AnyByteDamaged_NeverGivesOtherContentAsWhole()
    {
        var member = Gzip.Of(Text);

        // Without the magic bytes it is no gzip. Some bits say nothing about the content: the time, hints of the compressor, the rest of the last byte.
        for (var bit = 16; bit < member.Length * 8; bit++)
        {
            byte[] damaged = [.. member];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));

            if (await new ScriptedObject(damaged).FailureOfAsync() is null)
            {
                (await new ScriptedObject(damaged).ReadAllAsync()).Should().Equal(Text, "bit {0} was flipped", bit);
            }
        }
    }

    [Theory]
    [InlineData(new byte[] { 1 })]
    [InlineData(new byte[] { 0, 0, 1 })]
    [InlineData(new byte[] { 0x1F })]
    [InlineData(new byte[] { 0x1F, 0x8C })]
    [InlineData(new byte[] { 0, 0x1F, 0x8B, 7, 0, 0, 0, 0, 0, 0, 3 })]
    public async Task ObjectReader_OtherBytesBehindTheLastMember_AreCorrupt(byte[] tail) =>
        (await new ScriptedObject([.. Gzip.Of(Text), .. tail]).FailureOfAsync()).Should().Be(FailureCause.Corrupt);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(12)]
    public async Task ObjectReader_Cut_SaysWhereTheObjectEnds(int cut)
    {
        var stored = Gzip.Of(Text)[..^cut];

        var read = () => new ScriptedObject(stored).ReadAllAsync();

        (await read.Should().ThrowAsync<IngestException>()).Which.Message.Should().Contain($"ends at byte {stored.Length} in the midst of the gzip member that begins at byte 0");
    }

    [Fact]
    public async Task ObjectReader_BytesBetweenDataAndTrailer_AreCorrupt()
    {
        var member = Gzip.Of(Text);
        byte[] damaged = [.. member[..^8], .. "These are thirty bytes, or more."u8, .. member[^8..]];

        var read = () => new ScriptedObject(damaged).ReadAllAsync();

        var failure = (await read.Should().ThrowAsync<IngestException>()).Which;
        failure.Cause.Should().Be(FailureCause.Corrupt);
        failure.Message.Should().Contain("s3://bucket/key.json.gz").And.Contain("its trailer tells of");
    }

    [Fact]
    public async Task ObjectReader_SameMemberTwiceAndFirstTrailerDamaged_IsCorrupt()
    {
        // Who searches for the trailer finds that of the second member, and loses its content.
        var member = Gzip.Of(Text);
        byte[] damaged = [.. member[..^8], 9, 9, 9, 9, .. member[^4..], .. member];

        (await new ScriptedObject(damaged).FailureOfAsync()).Should().Be(FailureCause.Corrupt);
    }

    [Theory]
    [InlineData(0x20)]
    [InlineData(0x40)]
    [InlineData(0x80)]
    public async Task ObjectReader_ReservedFlag_IsCorrupt(byte flag) =>
        (await new ScriptedObject(Gzip.WithHeader(Text, otherFlags: flag)).FailureOfAsync()).Should().Be(FailureCause.Corrupt);

    [Fact]
    public async Task ObjectReader_WrongHeaderCrc_IsCorrupt()
    {
        var member = Gzip.WithHeader(Text, headerCrc: true);
        member[10] ^= 1;

        (await new ScriptedObject(member).FailureOfAsync()).Should().Be(FailureCause.Corrupt);
    }

    [Fact]
    public async Task ObjectReader_DecompressesToTheLimit_IsRead() =>
        (await new ScriptedObject(Gzip.Of(new byte[5000])).FailureOfAsync(new() { MaxDecompressedBytes = 5000 })).Should().BeNull();

    [Fact]
    public async Task ObjectReader_DecompressesPastTheLimit_IsTooLarge() =>
        (await new ScriptedObject(Gzip.Of(new byte[5001])).FailureOfAsync(new() { MaxDecompressedBytes = 5000 })).Should().Be(FailureCause.TooLarge);

    [Fact]
    public async Task ObjectReader_OuterLayerPastTheLimit_IsTooLarge()
    {
        // What the inner layer gives is small; what must be looked through to know it is not.
        var bomb = Gzip.Of([.. Gzip.Of(Text), .. new byte[1_000_000]]);

        (await new ScriptedObject(bomb).FailureOfAsync(new() { MaxDecompressedBytes = 500_000 })).Should().Be(FailureCause.TooLarge);
    }

    [Fact]
    public async Task ObjectReader_PlainBytesPastTheLimit_IsTooLarge() =>
        (await new ScriptedObject(new byte[5001]).FailureOfAsync(new() { MaxDecompressedBytes = 5000 })).Should().Be(FailureCause.TooLarge);
}
