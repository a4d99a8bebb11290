namespace Fluency.Ingest.Objects;

/// <summary>What the symbols of deflate mean (RFC 1951, section 3.2.5): entries of an <see cref="InflateTable"/> without the lengths of their codes.</summary>
static class DeflateSymbols
{
    public const int EndOfBlock = 256;

    /// <summary>Of literals, the end of a block and lengths; the last two mean nothing.</summary>
    public const int LiteralCount = 288;

    /// <summary>Of distances; the last two mean nothing.</summary>
    public const int DistanceCount = 32;

    /// <summary>Of the lengths of codes, and how they are repeated.</summary>
    public const int CodeLengthCount = 19;

    const int FirstLength = 257;
    const int LongestLength = 285;
    const int FirstUnusedDistance = 30;

    public static uint[] Literals { get; } = NewLiterals();

    public static uint[] Distances { get; } = NewDistances();

    public static uint[] CodeLengths { get; } = [.. Enumerable.Range(0, CodeLengthCount).Select(static length => (uint)length << 16)];

    static uint[] NewLiterals()
    {
        var symbols = new uint[LiteralCount];
        for (var literal = 0u; literal < EndOfBlock; literal++)
        {
            symbols[literal] = InflateTable.OneLiteral | (literal << 8);
        }

        symbols[EndOfBlock] = InflateTable.Exceptional | InflateTable.EndOfBlock;
        FillRanges(symbols.AsSpan(FirstLength..LongestLength), 3, 4);
        symbols[LongestLength] = 258 << 16;
        symbols.AsSpan(LongestLength + 1).Fill(InflateTable.Exceptional);
        return symbols;
    }

    static uint[] NewDistances()
    {
        var symbols = new uint[DistanceCount];
        FillRanges(symbols.AsSpan(0, FirstUnusedDistance), 1, 2);
        symbols.AsSpan(FirstUnusedDistance).Fill(InflateTable.Exceptional);
        return symbols;
    }

    // So many symbols have as many extra bits; the first so many again have none.
    static void FillRanges(Span<uint> symbols, uint first, int alike)
    {
        for (var symbol = 0; symbol < symbols.Length; symbol++)
        {
            var extraBits = Math.Max((symbol / alike) - 1, 0);
            symbols[symbol] = (first << 16) | (uint)extraBits;
            first += 1u << extraBits;
        }
    }
}
