namespace Fluency.Ingest.Tests.Support;

/// <summary>How a block tells the lengths of its codes (RFC 1951, section 3.2.7): by a code of their own, with repeats.</summary>
sealed record CodeLengths(PrefixCode Code, IReadOnlyList<(int Symbol, int Extra)> Items)
{
    public const int RepeatLast = 16;
    public const int RepeatZero = 17;
    public const int RepeatZeroLong = 18;

    const int Count = 19;
    const int MaxBits = 7;

    /// <summary>Repeats where it may, as it likes; also from the last literals on to the first distances.</summary>
    public static CodeLengths Of(PrefixCode literals, PrefixCode distances, Random random)
    {
        byte[] lengths = [.. literals.Lengths, .. distances.Lengths];
        var items = new List<(int, int)>();
        for (var at = 0; at < lengths.Length;)
        {
            at += Take(lengths, at, random, items);
        }

        return Of(items, random);
    }

    public static CodeLengths Of(IReadOnlyList<(int Symbol, int Extra)> items, Random random)
    {
        var symbols = items.Select(item => item.Symbol).ToHashSet();

        // This code must be complete: another symbol where there is but one, and sometimes some that are not used.
        for (var symbol = 0; symbols.Count < 2 || random.Next(4) == 0; symbol = random.Next(Count))
        {
            symbols.Add(symbol);
        }

        return new(PrefixCode.Random(random, Count, symbols, MaxBits), items);
    }

    public void Write(BitWriter bits)
    {
        foreach (var (symbol, extra) in Items)
        {
            Code.Write(bits, symbol);
            bits.Write(extra, symbol switch { RepeatLast => 2, RepeatZero => 3, RepeatZeroLong => 7, _ => 0 });
        }
    }

    static int Take(byte[] lengths, int at, Random random, List<(int, int)> items)
    {
        var end = lengths.AsSpan(at).IndexOfAnyExcept(lengths[at]);
        var run = end < 0 ? lengths.Length - at : end;
        var (symbol, least, most) = (lengths[at], at > 0 && lengths[at - 1] == lengths[at], random.Next(4)) switch
        {
            (0, _, 0 or 1) when run >= 11 => (RepeatZeroLong, 11, 138),
            (0, _, 2) when run >= 3 => (RepeatZero, 3, 10),
            (_, true, not 3) when run >= 3 => (RepeatLast, 3, 6),
            var (length, _, _) => (length, 1, 1),
        };
        var count = random.Next(3) == 0 ? random.Next(least, Math.Min(run, most) + 1) : Math.Min(run, most);
        items.Add((symbol, count - least));
        return count;
    }
}
