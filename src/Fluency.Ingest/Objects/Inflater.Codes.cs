namespace Fluency.Ingest.Objects;

// The codes of a block: fixed ones, or its own (RFC 1951, sections 3.2.6 and 3.2.7).
sealed partial class Inflater
{
    // As many as a block may announce: fewer than there are symbols, of which the last two of each code mean nothing.

    // The code lengths that are none.
    const int RepeatLast = 16;
    const int RepeatZero = 17;
    const int RepeatZeroLong = 18;

    static readonly Inflater FixedCode = NewFixedCode();

    static ReadOnlySpan<byte> CodeLengthOrder => [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    void UseFixedCode()
    {
        // Thousands of empty blocks may follow one another.
        if (_hasFixedCode)
        {
            return;
        }

        _hasFixedCode = true;
        FixedCode._lengths.CopyTo(_lengths);
        FixedCode._literalTable.CopyTo(_literalTable);
        FixedCode._distanceTable.CopyTo(_distanceTable);
    }

    // Laid out once: small blocks with a code of their own may take turns with such as have this.
    static Inflater NewFixedCode()
    {
        var code = new Inflater();
        code._lengths.AsSpan(0..144).Fill(8);
        code._lengths.AsSpan(144..256).Fill(9);
        code._lengths.AsSpan(256..280).Fill(7);
        code._lengths.AsSpan(280..288).Fill(8);
        code._lengths.AsSpan(DeflateSymbols.LiteralCount).Fill(5);
        code.BuildLiterals(DeflateSymbols.LiteralCount);
        code.BuildDistances(DeflateSymbols.LiteralCount, DeflateSymbols.DistanceCount);
        return code;
    }

    InflateResult? ReadCodeHeader(ref DeflateBits bits)
    {
        if (!bits.Ensure(14))
        {
            return InflateResult.Wanting;
        }

        _literalCount = (int)bits.Take(5) + 257;
        _distanceCount = (int)bits.Take(5) + 1;
        _codeLengthCount = (int)bits.Take(4) + 4;
        if (_literalCount > DeflateSymbols.UsedLiterals || _distanceCount > DeflateSymbols.UsedDistances)
        {
            return Fail($"a block announces {_literalCount} literals and lengths and {_distanceCount} distances; {DeflateSymbols.UsedLiterals} and {DeflateSymbols.UsedDistances} there are");
        }

        _hasFixedCode = false;
        _lengthCount = 0;
        _lengths.AsSpan(0, DeflateSymbols.CodeLengthCount).Clear();
        return GoTo(State.CodeLengthLengths);
    }

    InflateResult? ReadCodeLengthLengths(ref DeflateBits bits)
    {
        for (; _lengthCount < _codeLengthCount; _lengthCount++)
        {
            if (!bits.Ensure(3))
            {
                return InflateResult.Wanting;
            }

            _lengths[CodeLengthOrder[_lengthCount]] = (byte)bits.Take(3);
        }

        // Its table is where that of the distances will be, which comes last.
        if (!InflateTable.TryBuild(_lengths.AsSpan(0, DeflateSymbols.CodeLengthCount), DeflateSymbols.CodeLengths, CodeLengthTableBits, isIncompleteAllowed: false, _distanceTable))
        {
            return Fail("the lengths of a block's first code are no code");
        }

        _lengthCount = 0;
        return GoTo(State.CodeLengths);
    }

    InflateResult? ReadCodeLengths(ref DeflateBits bits)
    {
        // A copy of the bits may live in registers: of a small file this takes as long as hundreds of its bytes.
        var known = bits;
        var lengths = _lengths.AsSpan(0, _literalCount + _distanceCount);
        var count = _lengthCount;
        while (count < lengths.Length)
        {
            known.Fill();
            var entry = _distanceTable[known.Peek(CodeLengthTableBits)];
            var codeBits = (int)(entry & 0xFF);
            var symbol = (int)(entry >> 16);
            if (symbol < RepeatLast && codeBits <= known.Count)
            {
                known.Skip(codeBits);
                lengths[count++] = (byte)symbol;
                continue;
            }

            var extraBits = symbol switch { RepeatLast => 2, RepeatZero => 3, RepeatZeroLong => 7, _ => 0 };
            if (known.Count < codeBits + extraBits)
            {
                break;
            }

            known.Skip(codeBits);
            var repeated = (int)known.Take(extraBits) + (symbol == RepeatZeroLong ? 11 : 3);
            if (repeated > lengths.Length - count || (symbol == RepeatLast && count == 0))
            {
                return Fail("the lengths of a block's codes repeat nothing, or more than there are");
            }

            lengths.Slice(count, repeated).Fill(symbol == RepeatLast ? lengths[count - 1] : (byte)0);
            count += repeated;
        }

        bits = known;
        _lengthCount = count;
        return count == lengths.Length ? UseOwnCode() : InflateResult.Wanting;
    }

    InflateResult? UseOwnCode()
    {
        if (_lengths[DeflateSymbols.EndOfBlock] == 0)
        {
            return Fail("a block has no code for its end");
        }

        if (!BuildLiterals(_literalCount))
        {
            return Fail("the lengths of a block's codes of literals are no code");
        }

        return BuildDistances(_literalCount, _distanceCount) ? GoTo(State.Symbols) : Fail("the lengths of a block's codes of distances are no code");
    }

    bool BuildLiterals(int count) => InflateTable.TryBuild(_lengths.AsSpan(0, count), DeflateSymbols.Literals, LiteralTableBits, isIncompleteAllowed: true, _literalTable);

    bool BuildDistances(int start, int count) => InflateTable.TryBuild(_lengths.AsSpan(start, count), DeflateSymbols.Distances, DistanceTableBits, isIncompleteAllowed: true, _distanceTable);
}
