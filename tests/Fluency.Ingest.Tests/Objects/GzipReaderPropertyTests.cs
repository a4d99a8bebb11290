using CsCheck;
using Fluency.Ingest.Objects;
using Fluency.Ingest.Tests.Support;
using Xunit;

namespace Fluency.Ingest.Tests.Objects;

// A failure prints the seed to run it again with.
public class GzipReaderPropertyTests
{
    static readonly Gen<byte[]> Padding = Gen.OneOf(Gen.Const(0), Gen.Int[0, 20], Gen.Int[0, 9_000]).Select(length => new byte[length]);

    static readonly Gen<int> BufferBytes = Gen.OneOf(Gen.Int[64, 80], Gen.Int[8_180, 8_300], Gen.Const(64 * 1024));

    [Fact]
    public Task GzipReader_AnyMembers_GivesTheirContent() => Gen.Select(SomeGzip.Member.Array[1, 3], Padding, BufferBytes).SampleAsync(
        async (members, padding, bufferBytes) =>
        {
            byte[] stored = [.. members.SelectMany(m => m.Member), .. padding];
            byte[] expected = [.. members.SelectMany(m => m.Content)];

            var content = await ReadAsync(stored, bufferBytes);

            return content.AsSpan().SequenceEqual(expected);
        },
        iter: 400);

    [Fact]
    public Task GzipReader_AnyMemberCut_IsTruncated() => Gen.Select(SomeGzip.Member.Array[1, 2], Gen.Double[0, 1], BufferBytes).SampleAsync(
        async (members, where, bufferBytes) =>
        {
            byte[] before = [.. members.SkipLast(1).SelectMany(m => m.Member)];
            var last = members[^1].Member;
            byte[] stored = [.. before, .. last[..(2 + (int)(where * (last.Length - 3)))]];

            return await CauseAsync(stored, bufferBytes) == FailureCause.Truncated;
        },
        iter: 400);

    [Fact]
    public Task GzipReader_AnyMemberCutInItsTail_IsTruncated() => Gen.Select(SomeGzip.Member, Gen.Int[1, 12], BufferBytes).SampleAsync(
        async (member, cut, bufferBytes) => await CauseAsync(member.Member[..^cut], bufferBytes) == FailureCause.Truncated,
        iter: 400);

    [Fact]
    public Task GzipReader_AnyTrailerWrong_IsCorrupt() => Gen.Select(SomeGzip.Member.Array[1, 3], Gen.Int[0, 2], Gen.Int[0, 63], Padding, BufferBytes).SampleAsync(
        async (members, which, bit, padding, bufferBytes) =>
        {
            var damaged = members[which % members.Length].Member;
            damaged[damaged.Length - 8 + (bit / 8)] ^= (byte)(1 << (bit % 8));
            byte[] stored = [.. members.SelectMany(m => m.Member), .. padding];

            return await CauseAsync(stored, bufferBytes) == FailureCause.Corrupt;
        },
        iter: 400);

    [Fact]
    public Task GzipReader_AnyOtherBytesBetweenOrBehindMembers_AreCorrupt() => Gen.Select(SomeGzip.Member.Array[1, 3], Gen.Int[0, 2], Padding, Gen.Byte[1, 30], BufferBytes).SampleAsync(
        async (members, which, padding, tail, bufferBytes) =>
        {
            var index = which % members.Length;
            byte[] stored = [.. members.Take(index + 1).SelectMany(m => m.Member), .. padding, tail, .. members.Skip(index + 1).SelectMany(m => m.Member)];

            return await CauseAsync(stored, bufferBytes) == FailureCause.Corrupt;
        },
        iter: 400);

    static async Task<byte[]> ReadAsync(byte[] stored, int bufferBytes)
    {
        using var input = new ByteInput(new BytesSource(stored), bufferBytes);
        using var gzip = new GzipReader(input, RecordReading.Object, long.MaxValue);
        using var output = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await gzip.ReadAsync(buffer, TestContext.Current.CancellationToken) is var read and > 0)
        {
            output.Write(buffer, 0, read);
        }

        return output.ToArray();
    }

    static async Task<FailureCause?> CauseAsync(byte[] stored, int bufferBytes)
    {
        try
        {
            await ReadAsync(stored, bufferBytes);
            return null;
        }
        catch (IngestException exception)
        {
            return exception.Cause;
        }
    }
}
