using System.Buffers;

namespace Fluency.Ingest.Records;

// The inside of tokens, which the data may cut at any byte.
sealed partial class RecordScanner
{
    // What ends a run of plain bytes in a string: RFC 8259, section 7.
    static readonly SearchValues<byte> StringStops = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(b => (byte)b), (byte)'"', (byte)'\\']);

    ScanResult ScanByteOrderMark(ReadOnlySpan<byte> data, ref int position)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        if (data[position] != mark[_seen])
        {
            return Fail(data[position], position, "the rest of a byte order mark");
        }

        _seen++;
        return Take(_seen == mark.Length ? ScanState.Start : ScanState.ByteOrderMark, ref position);
    }

    ScanResult ScanString(ReadOnlySpan<byte> data, ref int position)
    {
        var rest = data[position..];
        var length = rest.IndexOfAny(StringStops);
        var plain = length < 0 ? rest : rest[..length];
        AppendToRootName(plain);
        position += plain.Length;
        if (length < 0)
        {
            return ScanResult.NeedsMore;
        }

        switch (data[position])
        {
            case (byte)'"':
                position++;
                return _inName ? EndName() : EndValue(position);
            case (byte)'\\':
                AppendToRootName("\\"u8);
                return Take(ScanState.Escape, ref position);
            default:
                return Fail(data[position], position, "no control character in a string");
        }
    }

    ScanResult ScanEscape(ReadOnlySpan<byte> data, ref int position)
    {
        var b = data[position];
        AppendToRootName(data.Slice(position, 1));
        if (b == (byte)'u')
        {
            _seen = 0;
            return Take(ScanState.UnicodeEscape, ref position);
        }

        return b is (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t'
            ? Take(ScanState.String, ref position)
            : Fail(b, position, "one of \"\\/bfnrtu after a backslash");
    }

    ScanResult ScanUnicodeEscape(ReadOnlySpan<byte> data, ref int position)
    {
        var b = data[position];
        if (!char.IsAsciiHexDigit((char)b))
        {
            return Fail(b, position, "four hexadecimal digits after \\u");
        }

        AppendToRootName(data.Slice(position, 1));
        return Take(++_seen == 4 ? ScanState.String : ScanState.UnicodeEscape, ref position);
    }

    void AppendToRootName(ReadOnlySpan<byte> raw)
    {
        if (_isRootName)
        {
            _rootName.Append(raw);
        }
    }

    ScanResult ScanLiteral(ReadOnlySpan<byte> data, ref int position)
    {
        var literal = _literal switch
        {
            (byte)'t' => "true"u8,
            (byte)'f' => "false"u8,
            _ => "null"u8,
        };
        while (position < data.Length)
        {
            if (data[position] != literal[_seen])
            {
                return Fail(data[position], position, "true, false or null");
            }

            position++;
            if (++_seen == literal.Length)
            {
                return EndValue(position);
            }
        }

        return ScanResult.NeedsMore;
    }

    ScanResult ScanNumber(ReadOnlySpan<byte> data, ref int position)
    {
        for (; position < data.Length; position++)
        {
            switch (NumberGrammar.Next(_state, data[position]))
            {
                case ScanState.AfterValue:
                    return EndValue(position);
                case { } next:
                    _state = next;
                    break;
                default:
                    return Fail(data[position], position, "a digit");
            }
        }

        return ScanResult.NeedsMore;
    }
}
