using CsCheck;
using Fluency.Ingest.Objects;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Objects;

/// <summary>Neither behind the input nor behind the output is anything touched; also nothing that would change nothing. A fault here ends the process.</summary>
public sealed class InflaterMemoryTests
{
    const string OnlyLinux = "Memory is guarded by what only Linux has.";

    [Fact]
    public void Inflater_SymbolsOfMostBitsCutAnywhere_ReadsNoFurther()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), OnlyLinux);
        var (data, content) = OfMostBits(turns: 40);
        using var memory = new GuardedMemory(data.Length);
        for (var cut = data.Length - 360; cut <= data.Length; cut++)
        {
            var input = memory.Last(cut);
            data.AsSpan(0, cut).CopyTo(input);
            var output = new byte[content.Length + 400];

            new Inflater().Inflate(input, output, out var read, out var written).Should().Be(cut == data.Length ? InflateResult.Ended : InflateResult.Wanting);

            output.AsSpan(0, written).SequenceEqual(content.AsSpan(0, written)).Should().BeTrue("cut to {0} bytes", cut);
            (cut - read).Should().BeInRange(0, 8);
        }
    }

    // Begun within a block, the fast way has read nothing ahead yet.
    [Fact]
    public void Inflater_SymbolsOfMostBitsBegunAnywhere_ReadsNoFurther()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), OnlyLinux);
        var (data, content) = OfMostBits(turns: 40);
        using var memory = new GuardedMemory(data.Length);
        for (var start = data.Length - 200; start < data.Length - 150; start++)
        {
            for (var end = start; end < start + 40; end++)
            {
                var inflater = new Inflater();
                var output = new byte[content.Length + 400];
                inflater.Inflate(data.AsSpan(0, start), output, out var read, out var before);
                var input = memory.Last(end - read);
                data.AsSpan(read..end).CopyTo(input);

                inflater.Inflate(input, output.AsSpan(before), out _, out var written).Should().Be(InflateResult.Wanting);

                output.AsSpan(0, before + written).SequenceEqual(content.AsSpan(0, before + written)).Should().BeTrue("from {0} to {1}", start, end);
            }
        }
    }

    [Fact]
    public void Inflater_SymbolsOfMostBitsCutAnywhere_GivesTheirContent()
    {
        var (data, content) = OfMostBits(turns: 12);
        for (var cut = data.Length - 108; cut <= data.Length; cut++)
        {
            Inflating.CutAt(data, cut).IsWhole(content, data.Length).Should().BeTrue("cut to {0} bytes", cut);
        }
    }

    [Fact]
    public void Inflater_AnyDataBeforeGuardedMemory_TouchesNothingElse()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), OnlyLinux);
        Gen.Select(Gen.Int, Gen.Double[0, 1], Gen.Double[0, 1]).Sample(
            (seed, inputEnd, outputEnd) =>
            {
                var writer = SomeDeflate.ByHand(seed, 200);
                var (data, content) = (writer.Data, writer.Content);
                using var input = Holding(data.AsSpan(0, (int)(inputEnd * data.Length)));
                using var output = new GuardedMemory(content.Length);
                var room = output.Last((int)(outputEnd * content.Length));

                new Inflater().Inflate(input.Last((int)(inputEnd * data.Length)), room, out _, out var written);

                return content.AsSpan().StartsWith(room[..written]);
            },
            iter: FuzzRuns.Of(1_000));
    }

    // The first way to write too much is a match from near by; the second a long one.
    [Fact]
    public void Inflater_MatchesBeforeGuardedMemory_WriteNoFurther()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), OnlyLinux);
        using var output = new GuardedMemory(2_000);
        foreach (var distance in new[] { 1, 7, 8, 9, 31, 32, 63, 64, 100 })
        {
            byte[] data = [.. new DeflateWriter().Fixed(Matches(distance)).Data, .. new byte[60]];
            for (var room = 0; room < 900; room++)
            {
                new Inflater().Inflate(data, output.Last(room), out _, out var written).Should().Be(InflateResult.Full);

                written.Should().Be(room);
            }
        }
    }

    static IEnumerable<DeflateToken> Matches(int distance) => [.. Enumerable.Repeat(new DeflateToken('a'), 100), .. Enumerable.Range(230, 29).Reverse().Select(length => DeflateToken.Match(length, distance))];

    static GuardedMemory Holding(ReadOnlySpan<byte> bytes)
    {
        var memory = new GuardedMemory(bytes.Length);
        bytes.CopyTo(memory.Last(bytes.Length));
        return memory;
    }

    // Two pairs of literals with 11 bits each, and a match with 20 bits for its length and 28 for its distance: more bits no turn takes.
    static (byte[] Data, byte[] Content) OfMostBits(int turns)
    {
        var stored = new byte[ushort.MaxValue / 2 + 1];
        new Random(1).NextBytes(stored);
        var literals = PrefixCode.Of(286, [.. Chain(i => i == 7 ? DeflateToken.EndOfBlock : i), (283, 15), (284, 15)]);
        var distances = PrefixCode.Of(30, [.. Chain(i => i), (28, 15), (29, 15)]);
        var tokens = Enumerable.Range(0, turns).SelectMany(turn => new[] { new(5), new(6), new(5), new(6), DeflateToken.Match(230 + (turn % 28), 25_000 + turn) });
        var writer = new DeflateWriter().Stored(stored, isLast: false).Own(tokens, literals, distances);
        return (writer.Data, writer.Content);
    }

    // One symbol of each length, up to 14 bits.
    static IEnumerable<(int Symbol, byte Length)> Chain(Func<int, int> symbolOf) => Enumerable.Range(1, 14).Select(length => (symbolOf(length), (byte)length));
}
