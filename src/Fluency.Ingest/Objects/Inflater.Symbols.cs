namespace Fluency.Ingest.Objects;

// The symbols of a block (RFC 1951, section 3.2.3), one by one where the input or the output is near its end.
sealed partial class Inflater
{
    InflateResult? ReadSymbols(ref DeflateBits bits, Span<byte> output, ref int written)
    {
        InflateResult? result = null;
        while (_state == State.Symbols && result is null)
        {
            // Two literals of an entry, and the bits of a word, are written and read as they lie in memory.
            result = BitConverter.IsLittleEndian && bits.Input.Length - bits.Next >= RunInputBytes && output.Length - written >= RunOutputBytes
                ? ReadRun(ref bits, output, ref written)
                : ReadSymbol(ref bits, output, ref written);
        }

        return result;
    }

    InflateResult? ReadRun(ref DeflateBits bits, Span<byte> output, ref int written)
    {
        bits.GiveBack();
        return Run(ref bits, output, ref written) switch
        {
            RunEnd.Bounds => null,
            RunEnd.EndOfBlock => EndBlock(),
            RunEnd.FromWindow => BeginMatch(output, ref written),
            _ => FailBySymbol(),
        };
    }

    InflateResult? ReadSymbol(ref DeflateBits bits, Span<byte> output, ref int written)
    {
        bits.Fill();
        var behind = bits;
        var literal = Take(ref behind, _literalTable, LiteralTableBits, out var length);
        if (behind.Count < 0)
        {
            return InflateResult.Wanting;
        }

        if ((literal & InflateTable.Literal) != 0)
        {
            if (written == output.Length)
            {
                return InflateResult.Full;
            }

            output[written++] = (byte)(literal >> 8);
            bits = behind;
            return null;
        }

        if ((literal & InflateTable.Exceptional) != 0)
        {
            bits = behind;
            return (literal & InflateTable.EndOfBlock) != 0 ? EndBlock() : FailBySymbol();
        }

        var distance = Take(ref behind, _distanceTable, DistanceTableBits, out _matchDistance);
        if (behind.Count < 0)
        {
            return InflateResult.Wanting;
        }

        if ((distance & InflateTable.Exceptional) != 0)
        {
            return FailBySymbol();
        }

        bits = behind;
        _matchLength = length;
        return BeginMatch(output, ref written);
    }

    InflateResult? BeginMatch(Span<byte> output, ref int written)
    {
        if (_matchDistance > written + _windowFilled)
        {
            return Fail($"a match reaches back by {_matchDistance} bytes, further than to the first one");
        }

        _state = State.Match;
        return GoOnWithMatch(output, ref written);
    }

    InflateResult? GoOnWithMatch(Span<byte> output, ref int written)
    {
        var count = Math.Min(_matchLength, output.Length - written);
        CopyMatch(output.Slice(written, count), output[..written]);
        written += count;
        _matchLength -= count;
        if (_matchLength > 0)
        {
            return InflateResult.Full;
        }

        return GoTo(State.Symbols);
    }

    void CopyMatch(Span<byte> to, ReadOnlySpan<byte> written)
    {
        var fromWindow = Math.Clamp(_matchDistance - written.Length, 0, to.Length);
        if (fromWindow > 0)
        {
            CopyFromWindow(to[..fromWindow], _matchDistance - written.Length);
        }

        // Byte by byte, since what is copied may be written by this very copy.
        for (var at = fromWindow; at < to.Length; at++)
        {
            to[at] = at < _matchDistance ? written[written.Length + at - _matchDistance] : to[at - _matchDistance];
        }
    }

    // From that far before the end of what came out before this call.
    void CopyFromWindow(Span<byte> to, int distance)
    {
        var from = (_windowNext - distance) & (WindowBytes - 1);
        var first = Math.Min(to.Length, WindowBytes - from);
        _window.AsSpan(from, first).CopyTo(to);
        _window.AsSpan(0, to.Length - first).CopyTo(to[first..]);
    }

    /// <summary>Takes a symbol and its extra bits; less than no bits are left where they are not all known.</summary>
    uint Take(ref DeflateBits bits, uint[] table, int tableBits, out int value)
    {
        value = 0;
        var entry = table[bits.Peek(tableBits)];
        if ((entry & InflateTable.Literal) != 0)
        {
            // Of a pair the first.
            bits.Skip(_lengths[(byte)(entry >> 8)]);
            return entry;
        }

        if ((entry & InflateTable.Second) != 0)
        {
            bits.Skip(tableBits);
            entry = table[(entry >> 16) + bits.Peek((int)((entry >> 8) & InflateTable.FourBits))];
        }

        var length = (int)(entry & 0xFF);
        if ((entry & InflateTable.Literal) == 0)
        {
            value = (int)((entry >> 16) + (bits.Peek(length) >> (int)((entry >> 8) & InflateTable.FourBits)));
        }

        bits.Skip(length);
        return entry;
    }

    InflateResult FailBySymbol() => Fail("a block holds a code that there is not");
}
