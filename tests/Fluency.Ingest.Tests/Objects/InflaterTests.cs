using Fluency.Ingest.Objects;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Objects;

public sealed class InflaterTests
{
    const int EndOfBlock = DeflateToken.EndOfBlock;

    static readonly byte[] Tail = [.. Enumerable.Repeat((byte)0xFF, 60)];
    static readonly byte[] AllBytes = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
    static readonly PrefixCode NoDistance = PrefixCode.Of(1);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300)]
    [InlineData(65_535)]
    public void StoredBlock_AnyLength_GivesItsBytes(int length) => AssertInflated(new DeflateWriter().Stored(Noise(length)));

    [Fact]
    public void FixedBlock_AllLiterals_GivesThem() => AssertInflated(new DeflateWriter().Fixed(DeflateToken.Literals([.. AllBytes, .. AllBytes])));

    [Fact]
    public void OwnBlock_AllLiterals_GivesThem()
    {
        var evenly = new PrefixCode([.. Enumerable.Repeat((byte)8, 255), 9, 9]);
        AssertInflated(new DeflateWriter().Own(DeflateToken.Literals([.. AllBytes, .. AllBytes]), evenly, NoDistance));
    }

    // One code of each length: the longest lie in second tables of all sizes.
    [Theory]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(14)]
    [InlineData(15)]
    public void OwnBlock_CodesOfAllLengths_GivesTheirLiterals(int longest)
    {
        var lengths = Enumerable.Range(1, longest).Select(length => (byte)length).ToArray();
        var code = new PrefixCode([.. lengths, .. new byte[EndOfBlock - longest], (byte)longest]);
        var literals = Enumerable.Range(0, 500).Select(i => (byte)(i * 7 % longest)).Concat(Enumerable.Range(0, 500).Select(i => (byte)(i / 100)));

        AssertInflated(new DeflateWriter().Own(DeflateToken.Literals(literals), code, NoDistance));
    }

    // As many codes of 12 to 15 bits as there can be: hundreds of second tables.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void OwnBlock_LongCodesAlone_GivesTheirLiterals(int seed)
    {
        var random = new Random(seed);
        var code = PrefixCode.Random(random, EndOfBlock + 1, [.. Enumerable.Range(0, EndOfBlock + 1)], 15);
        AssertInflated(new DeflateWriter().Own(DeflateToken.Literals([.. AllBytes, .. Noise(3_000)]), code, NoDistance));
    }

    // The codes that take most room for their second tables, as zlib's examples/enough.c finds them for as many symbols as a block may have: 2340 and 400 entries.
    [Fact]
    public void OwnBlock_CodesWithLargestTables_GivesItsContent()
    {
        var literals = OfCounts(1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 229, 49, 2);
        var distances = OfCounts(1, 1, 1, 1, 1, 1, 0, 0, 1, 9, 9, 1, 1, 1, 2);
        var matches = Enumerable.Range(3, 256).Select(length => DeflateToken.Match(length, 1 + (length * length % 32_768)));
        AssertInflated(new DeflateWriter().Stored(Noise(32_768), isLast: false).Own([.. DeflateToken.Literals(AllBytes), .. matches], literals, distances));
    }

    [Fact]
    public void OwnBlock_OnlyItsEnd_IsEmpty() => AssertInflated(new DeflateWriter().Own([], PrefixCode.Of(257, (EndOfBlock, 1)), NoDistance));

    [Fact]
    public void OwnBlock_LoneDistance_GivesItsMatches() => AssertInflated(new DeflateWriter().Own(
        [new('a'), .. Enumerable.Repeat(DeflateToken.Match(3, 1), 100)],
        PrefixCode.Of(258, ('a', 2), (EndOfBlock, 2), (EndOfBlock + 1, 1)),
        PrefixCode.Of(1, (0, 1))));

    [Fact]
    public void Blocks_OfAllTypesInAnyOrder_GiveTheirContent()
    {
        var random = new Random(1);
        var writer = new DeflateWriter();
        for (var block = 0; block <= 40; block++)
        {
            SomeDeflate.Block(writer, random, random.Next(50), isLast: block == 40);
        }

        AssertInflated(writer);
    }

    // The fixed code is kept from block to block, until a block brings its own.
    [Fact]
    public void FixedBlocks_BesideOwnOnes_GiveTheirContent()
    {
        var own = PrefixCode.Of(257, (0, 1), (255, 2), (EndOfBlock, 2));
        var literals = DeflateToken.Literals([0, 255, 0, 0, 255]).ToArray();
        AssertInflated(new DeflateWriter().Fixed(literals, isLast: false).Own(literals, own, NoDistance, isLast: false).Fixed(literals, isLast: false).Fixed(literals));
    }

    [Fact]
    public void FixedBlocks_ThousandsOfEmptyOnes_AreRead()
    {
        var writer = new DeflateWriter();
        for (var block = 0; block < 10_000; block++)
        {
            writer.Fixed([], isLast: false);
        }

        AssertInflated(writer.Fixed(DeflateToken.Literals("end"u8.ToArray())));
    }

    // Nine bits a literal: with each one more the end is a bit further.
    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    public void Data_EndAtAnyBit_LeaveWhatIsBehind(int before)
    {
        for (var more = 0; more < 8; more++)
        {
            var writer = new DeflateWriter().Fixed(DeflateToken.Literals(Enumerable.Repeat((byte)200, before + more)));
            AssertInflated(writer);
        }
    }

    [Fact]
    public void Data_Ended_StayEnded()
    {
        var inflater = new Inflater();
        inflater.Inflate([0x03, 0x00], new byte[9], out _, out _);

        inflater.Inflate([0x03, 0x00], new byte[9], out var read, out var written).Should().Be(InflateResult.Ended);

        (read, written).Should().Be((0, 0));
    }

    // Else another object's bytes would come out.
    [Fact]
    public void Reset_MatchIntoDataBefore_IsInvalid()
    {
        var inflater = new Inflater();
        inflater.Inflate(new DeflateWriter().Stored(Noise(300), isLast: false).Data, new byte[300], out _, out _).Should().Be(InflateResult.Wanting);

        inflater.Reset();

        inflater.Inflate(new DeflateWriter().Fixed([DeflateToken.Match(3, 1)]).Data, new byte[300], out _, out var written).Should().Be(InflateResult.Invalid);
        written.Should().Be(0);
    }

    [Fact]
    public void Inflate_NoInput_WantsSome() => Inflating.Whole([]).Should().BeEquivalentTo(new Inflated(InflateResult.Wanting, []));

    [Fact]
    public void Inflate_NoRoomAtTheEndOfData_FindsTheEnd()
    {
        var writer = new DeflateWriter().Fixed(DeflateToken.Literals("four"u8.ToArray()));
        var inflater = new Inflater();

        inflater.Inflate(writer.Data, new byte[4], out var read, out var written).Should().Be(InflateResult.Ended);

        (read, written).Should().Be((writer.Data.Length, 4));
    }

    [Fact]
    public void Inflate_NoRoom_IsFull()
    {
        var inflater = new Inflater();
        var data = new DeflateWriter().Fixed([new('a')]).Data;

        inflater.Inflate(data, [], out var read, out _).Should().Be(InflateResult.Full);

        inflater.Inflate(data.AsSpan(read), new byte[1], out _, out var written).Should().Be(InflateResult.Ended);
        written.Should().Be(1);
    }

    // So many codes of one bit, of two and so on; the last symbols have the shortest.
    static PrefixCode OfCounts(params int[] counts) => new([.. counts.SelectMany((count, i) => Enumerable.Repeat((byte)(i + 1), count)).Reverse()]);

    static byte[] Noise(int length)
    {
        var noise = new byte[length];
        new Random(length).NextBytes(noise);
        return noise;
    }

    static void AssertInflated(DeflateWriter writer)
    {
        var (data, content) = (writer.Data, writer.Content);
        foreach (var seed in Enumerable.Range(0, 12))
        {
            Inflating.InPieces([.. data, .. Tail], seed).IsWhole(content, data.Length).Should().BeTrue("with seed {0}", seed);
        }

        Inflating.Whole(data).IsWhole(content, data.Length).Should().BeTrue("with nothing behind it");
        Inflating.Whole([.. data, .. Tail]).IsWhole(content, data.Length).Should().BeTrue("in one go");
    }
}
