namespace Fluency.Ingest.Tests.Support;

/// <summary>A Huffman code of deflate (RFC 1951, section 3.2.2), also such as is none: it is given by the lengths alone.</summary>
sealed class PrefixCode
{
    const int MaxBits = 15;

    readonly int[] _codes;

    public PrefixCode(params byte[] lengths)
    {
        Lengths = lengths;
        _codes = new int[lengths.Length];
        var code = 0;
        for (var length = 1; length <= MaxBits; length++, code <<= 1)
        {
            for (var symbol = 0; symbol < lengths.Length; symbol++)
            {
                if (lengths[symbol] == length)
                {
                    _codes[symbol] = code++;
                }
            }
        }
    }

    /// <summary>Of literals and lengths in blocks that bring no code of their own.</summary>
    public static PrefixCode FixedLiterals { get; } =
        new([.. Enumerable.Repeat((byte)8, 144), .. Enumerable.Repeat((byte)9, 112), .. Enumerable.Repeat((byte)7, 24), .. Enumerable.Repeat((byte)8, 8)]);

    /// <summary>Of distances in such blocks.</summary>
    public static PrefixCode FixedDistances { get; } = new([.. Enumerable.Repeat((byte)5, 32)]);

    public byte[] Lengths { get; }

    /// <summary>Each of the symbols has a code of that many bits, all others have none.</summary>
    public static PrefixCode Of(int count, params (int Symbol, byte Length)[] lengths)
    {
        var all = new byte[count];
        foreach (var (symbol, length) in lengths)
        {
            all[symbol] = length;
        }

        return new(all);
    }

    /// <summary>A complete code of just those symbols; of a lone one the code that deflate allows: one bit, of which only 0 is used.</summary>
    public static PrefixCode Random(Random random, int count, IReadOnlyCollection<int> symbols, int maxBits)
    {
        var depths = RandomLeaves(random, symbols.Count, maxBits);
        random.Shuffle(depths);
        return Of(count, [.. symbols.Zip(depths, (symbol, depth) => (symbol, (byte)Math.Max(depth, 1)))]);
    }

    public void Write(BitWriter bits, int symbol)
    {
        if (Lengths[symbol] == 0)
        {
            throw new ArgumentOutOfRangeException(nameof(symbol), symbol, "has no code");
        }

        bits.WriteCode(_codes[symbol], Lengths[symbol]);
    }

    // How deep the leaves of a random tree are: either evenly, or so that the longest codes come up.
    static int[] RandomLeaves(Random random, int count, int maxBits)
    {
        var open = new List<int> { 0 };
        var deepest = new List<int>();
        var isDeep = random.Next(2) == 0;
        while (open.Count + deepest.Count < count)
        {
            var at = isDeep && random.Next(8) > 0 ? open.Count - 1 : random.Next(open.Count);
            var depth = open[at] + 1;
            open.RemoveAt(at);
            (depth == maxBits ? deepest : open).AddRange([depth, depth]);
        }

        return count == 0 ? [] : [.. open, .. deepest];
    }
}
