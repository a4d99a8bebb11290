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

    /// <summary>How many of <see cref="LiteralCount"/> mean something.</summary>
    public const int UsedLiterals = 286;

    /// <summary>How many of <see cref="DistanceCount"/> mean something.</summary>
    public const int UsedDistances = 30;

    /// <summary>The bytes of the longest match.</summary>
    public const int LongestMatch = 258;

    const int FirstLength = 257;
    const int LastLength = UsedLiterals - 1;

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
        FillRanges(symbols.AsSpan(FirstLength..LastLength), 3, 4);
        symbols[LastLength] = LongestMatch << 16;
        symbols.AsSpan(UsedLiterals).Fill(InflateTable.Exceptional);
        return symbols;
    }

    static uint[] NewDistances()
    {
        var symbols = new uint[DistanceCount];
        FillRanges(symbols.AsSpan(0, UsedDistances), 1, 2);
        symbols.AsSpan(UsedDistances).Fill(InflateTable.Exceptional);
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
