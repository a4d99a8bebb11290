using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Objects;

/// <summary>Each length from each distance, by each way to copy them: overlapping what they write, out of this call's output, and out of what came before it.</summary>
public sealed class InflaterMatchTests
{
    const int WindowBytes = 32_768;
    const int LongestMatch = 258;

    [Fact]
    public void Match_AnyLengthFromNear_RepeatsIt()
    {
        for (var distance = 1; distance <= 70; distance++)
        {
            var lengths = Enumerable.Range(3, LongestMatch - 2);
            AssertInflated(Some(70).Fixed(lengths.SelectMany(length => new[] { DeflateToken.Match(length, distance), new(length % 251) })));
        }
    }

    [Fact]
    public void Match_AnyDistance_RepeatsIt() => AssertInflated(
        Some(WindowBytes).Fixed(Enumerable.Range(1, WindowBytes).Select(distance => DeflateToken.Match(3 + (distance % 7), distance))));

    [Fact]
    public void Match_LongestByExtraBits_IsAsLong() => AssertInflated(Some(300).Fixed(Enumerable.Repeat(DeflateToken.LongestMatchByExtraBits(299), 20)));

    // What is kept of earlier outputs is a ring: matches begin and end on both sides of where it closes.
    [Theory]
    [InlineData(WindowBytes)]
    [InlineData(WindowBytes - 1)]
    [InlineData(WindowBytes + 1)]
    [InlineData(40_000)]
    [InlineData(30_000, 5_000)]
    [InlineData(WindowBytes, 1)]
    [InlineData(WindowBytes, 1, 256)]
    [InlineData(20_000, 20_000, WindowBytes)]
    [InlineData(1, WindowBytes, 100, 33_000, 32_700)]
    public void Match_FromEarlierOutputs_RepeatsThem(params int[] outputs)
    {
        var before = outputs.Sum();
        foreach (var distance in Distances(outputs[^1]).Where(distance => distance <= Math.Min(before, WindowBytes)))
        {
            foreach (var length in new[] { 3, 31, 64, LongestMatch })
            {
                var writer = Some(before).Fixed([DeflateToken.Match(length, distance), DeflateToken.Match(LongestMatch, Math.Min(before, WindowBytes))]);

                Inflating.IntoPieces(writer.Data, outputs).IsWhole(writer.Content, writer.Data.Length).Should().BeTrue("{0} bytes from {1} before", length, distance);
            }
        }
    }

    // The match itself is cut by the end of an output.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(40)]
    [InlineData(257)]
    public void Match_CutByTheEndOfAnOutput_GoesOn(int room)
    {
        foreach (var distance in new[] { 1, 2, 7, 8, 31, 32, 33, 300, 1_000 })
        {
            var writer = Some(1_000).Fixed([DeflateToken.Match(LongestMatch, distance), new('x'), DeflateToken.Match(LongestMatch, distance)]);

            Inflating.IntoPieces(writer.Data, 1_000 + room).IsWhole(writer.Content, writer.Data.Length).Should().BeTrue("from {0} before", distance);
            Inflating.IntoPieces(writer.Data, 1_000, room, 1, 0, 3).IsWhole(writer.Content, writer.Data.Length).Should().BeTrue("from {0} before, in parts", distance);
        }
    }

    // As near to the end of the output as the fast way goes: what it copies too much must still have room.
    [Fact]
    public void Match_NearTheEndOfTheOutput_StaysWithinIt()
    {
        foreach (var distance in new[] { 1, 7, 8, 9, 31, 32, 63, 64, 100 })
        {
            for (var room = 200; room < 700; room++)
            {
                var writer = Some(100).Fixed([new('a'), new('b'), new('c'), new('d'), .. Enumerable.Repeat(DeflateToken.Match(LongestMatch, distance), 4)]);

                Inflating.IntoPieces([.. writer.Data, .. new byte[60]], 100 + room).IsWhole(writer.Content, writer.Data.Length).Should().BeTrue("from {0} before, with room for {1}", distance, room);
            }
        }
    }

    static int[] Distances(int last) =>
        [1, 2, 31, 32, 100, 256, 257, 258, .. Enumerable.Range(Math.Max(last - 3, 1), 7), last + 100, last + LongestMatch, WindowBytes - LongestMatch, WindowBytes - 1, WindowBytes];

    // Bytes to repeat, of which no part is like another.
    static DeflateWriter Some(int length)
    {
        var random = new Random(length);
        var writer = new DeflateWriter();
        while (length > 0)
        {
            var bytes = new byte[Math.Min(length, ushort.MaxValue)];
            random.NextBytes(bytes);
            writer.Stored(bytes, isLast: false);
            length -= bytes.Length;
        }

        return writer;
    }

    static void AssertInflated(DeflateWriter writer)
    {
        var (data, content) = (writer.Data, writer.Content);
        Inflating.Whole(data).IsWhole(content, data.Length).Should().BeTrue("in one go");
        foreach (var seed in new[] { 4 * 16, 5 * 16, 3 * 16, (6 * 16) + 5 })
        {
            Inflating.InPieces(data, seed).IsWhole(content, data.Length).Should().BeTrue("with seed {0}", seed);
        }
    }
}
