using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fluency.Ingest.Objects;

/// <summary>Lays out a Huffman code of deflate (RFC 1951, section 3.2.2) so that the next bits of the input find the symbol.</summary>
/// <remarks>
/// <para>Codes of up to so many bits are found at once, longer ones by a second table that the first one points to. An entry tells all about its symbol, so that nothing else is looked at
/// (both as in libdeflate); and two literals whose codes are short enough together are found as one: five of six symbols of a CloudTrail file are literals, and the digits of identifiers
/// have codes of five bits. From its highest bits to its lowest an entry is</para>
/// <list type="bullet">
/// <item>one or two literals: 8 bits that are -1 or -2, 8 bits second literal, 8 bits first literal, 8 bits length of the codes;</item>
/// <item>a length or a distance: 16 bits base, 8 bits length of the code, 8 bits length of the code and of the extra bits behind it;</item>
/// <item>anything else: 16 bits where its second table begins, 4 bits flags, 4 bits how many bits that takes, 8 bits length of the code so far.</item>
/// </list>
/// </remarks>
static class InflateTable
{
    const int MaxCodeBits = 15;

    // Of literals alone; so that as a signed number they are less than zero, as no other.
    public const uint Literal = 1u << 31;
    public const uint OneLiteral = 0xFFu << 24;
    const uint TwoLiterals = 0xFEu << 24;

    // Of what is no literal.
    public const uint Exceptional = 1u << 15;
    public const uint Second = 1u << 14;
    public const uint EndOfBlock = 1u << 13;

    /// <summary>The four bits above the lowest eight: how long the code is, or how many bits a second table takes.</summary>
    public const uint FourBits = 0xF;

    // A code that there is not is as long as the shortest.
    const uint NoSymbol = Exceptional | 1;

    /// <summary>Lays out a code.</summary>
    /// <param name="lengths">The length of each symbol's code; 0 where it has none.</param>
    /// <param name="symbols">The entry of each symbol without the lengths of its code.</param>
    /// <param name="tableBits">How many bits are looked at first.</param>
    /// <param name="isIncompleteAllowed">Whether a code may have no symbol, or a lone one of one bit; other bits are wrong only where they are met.</param>
    /// <param name="table">Takes the entries.</param>
    /// <returns>False if the lengths are no code: some bits would mean two symbols, or none.</returns>
    [SkipLocalsInit]
    public static bool TryBuild(ReadOnlySpan<byte> lengths, ReadOnlySpan<uint> symbols, int tableBits, bool isIncompleteAllowed, Span<uint> table)
    {
        Span<ushort> counts = stackalloc ushort[MaxCodeBits + 1];
        Span<ushort> used = stackalloc ushort[lengths.Length];
        used = used[..Count(lengths, counts, used)];

        // Where the symbols of each length begin, once they are sorted; and how much of all codes they use.
        Span<ushort> starts = stackalloc ushort[MaxCodeBits + 1];
        starts[1] = 0;
        var share = counts[1] << (MaxCodeBits - 1);
        for (var length = 2; length <= MaxCodeBits; length++)
        {
            starts[length] = (ushort)(starts[length - 1] + counts[length - 1]);
            share += counts[length] << (MaxCodeBits - length);
        }

        if (share != 1 << MaxCodeBits)
        {
            return isIncompleteAllowed && used.Length <= 1 && counts[1] == used.Length && FillLone(lengths, symbols, table[..(1 << tableBits)]);
        }

        Span<ushort> sorted = stackalloc ushort[used.Length];
        foreach (var symbol in used)
        {
            sorted[starts[lengths[symbol]]++] = symbol;
        }

        var code = FillFirst(sorted, counts, symbols, tableBits, table, out var filled);
        FillSecond(sorted[filled..], counts, symbols, tableBits, table, code);
        return true;
    }

    /// <summary>Counts the codes of each length.</summary>
    /// <returns>How many symbols have a code, and are in <paramref name="used"/>.</returns>
    static int Count(ReadOnlySpan<byte> lengths, Span<ushort> counts, Span<ushort> used)
    {
        counts.Clear();
        var count = 0;
        for (var symbol = 0; symbol < lengths.Length; symbol++)
        {
            // Most symbols have none, many of them one after the other.
            if (BinaryPrimitives.TryReadUInt64LittleEndian(lengths[symbol..], out var eight) && eight == 0)
            {
                symbol += sizeof(ulong) - 1;
            }
            else if (lengths[symbol] is var length and not 0)
            {
                counts[length]++;
                used[count++] = (ushort)symbol;
            }
        }

        return count;
    }

    static bool FillLone(ReadOnlySpan<byte> lengths, ReadOnlySpan<uint> symbols, Span<uint> table)
    {
        table.Fill(NoSymbol);
        var lone = lengths.IndexOf((byte)1);
        for (var code = 0; lone >= 0 && code < table.Length; code += 2)
        {
            table[code] = Entry(symbols[lone], 1);
        }

        return true;
    }

    /// <summary>Codes stand with their first bit lowest, as they are read: the table grows, as their length does, by a copy of what it is so far.</summary>
    /// <returns>The next code, which is longer.</returns>
    [SkipLocalsInit]
    static uint FillFirst(ReadOnlySpan<ushort> sorted, ReadOnlySpan<ushort> counts, ReadOnlySpan<uint> symbols, int tableBits, Span<uint> table, out int filled)
    {
        Span<ushort> codes = stackalloc ushort[sorted.Length];
        Span<Range> literals = stackalloc Range[MaxCodeBits + 1];
        literals.Clear();
        filled = 0;
        var code = 0u;
        table[0] = NoSymbol;
        for (var length = 1; length <= tableBits; length++)
        {
            var half = 1 << (length - 1);
            table[..half].CopyTo(table[half..]);
            var start = filled;
            for (; filled < start + counts[length]; filled++)
            {
                var symbol = symbols[sorted[filled]];
                codes[filled] = (ushort)code;
                table[(int)code] = Entry(symbol, length);
                code = Next(code, length);
                if ((symbol & Literal) != 0)
                {
                    literals[length] = start..(filled + 1);
                }
            }

            for (var first = 1; first < length; first++)
            {
                FillPairs(sorted, codes, literals[first], literals[length - first], first, length, table);
            }
        }

        return code;
    }

    static void FillPairs(ReadOnlySpan<ushort> sorted, ReadOnlySpan<ushort> codes, Range firsts, Range seconds, int firstLength, int length, Span<uint> table)
    {
        for (var first = firsts.Start.Value; first < firsts.End.Value; first++)
        {
            for (var second = seconds.Start.Value; second < seconds.End.Value; second++)
            {
                table[codes[first] | (codes[second] << firstLength)] = TwoLiterals | ((uint)sorted[second] << 16) | ((uint)sorted[first] << 8) | (uint)length;
            }
        }
    }

    static void FillSecond(ReadOnlySpan<ushort> sorted, ReadOnlySpan<ushort> counts, ReadOnlySpan<uint> symbols, int tableBits, Span<uint> table, uint code)
    {
        var firstMask = (1u << tableBits) - 1;
        var first = uint.MaxValue;
        var start = 1 << tableBits;
        var size = 0;
        var filled = 0;
        for (var length = tableBits + 1; filled < sorted.Length; length++)
        {
            for (var left = (int)counts[length]; left > 0; left--)
            {
                if ((code & firstMask) != first)
                {
                    first = code & firstMask;
                    start += size;
                    var bits = SecondBits(counts, length, left, tableBits);
                    size = 1 << bits;
                    table[(int)first] = ((uint)start << 16) | Exceptional | Second | ((uint)bits << 8) | (uint)tableBits;
                }

                var entry = Entry(symbols[sorted[filled++]], length - tableBits);
                for (var at = (int)(code >> tableBits); at < size; at += 1 << (length - tableBits))
                {
                    table[start + at] = entry;
                }

                code = Next(code, length);
            }
        }
    }

    // Codes that begin alike fill their table: it is as large as the first so many of them, in their order, take.
    static int SecondBits(ReadOnlySpan<ushort> counts, int length, int left, int tableBits)
    {
        var bits = length - tableBits;
        for (var filled = left; filled < 1 << bits; bits++)
        {
            filled = (filled << 1) + counts[tableBits + bits + 1];
        }

        return bits;
    }

    static uint Entry(uint symbol, int length) => (symbol & Literal) != 0 ? symbol | (uint)length : symbol + (uint)((length << 8) | length);

    /// <summary>One more, counted from the highest bit of the length down; 0 behind the last code of all.</summary>
    static uint Next(uint code, int length)
    {
        var zeros = code ^ ((1u << length) - 1);
        if (zeros == 0)
        {
            return 0;
        }

        var bit = 1u << BitOperations.Log2(zeros);
        return (code & (bit - 1)) | bit;
    }
}
