using System.Numerics;
using System.Runtime.Intrinsics;

namespace Fluency.Ingest.Records;

// The fast way through the inside of a bare object, which is a record unless one of its names turns out to be that of the wrapper's array: token by token, so that each name
// is looked at. It obeys the same grammar as the steps do, but leaves to them, by stopping before it, whatever is not worth being fast: the begin and end of the record,
// numbers, tokens that the span cuts, and everything that is wrong. Records in an array go by blocks.
sealed partial class RecordScanner
{
    // The widest that all common processors have; the median name or value (12 bytes) and what follows it fit.
    static int VectorBytes => Vector256<byte>.Count;

    static bool IsWhiteSpace(byte b) => b is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';

    /// <summary>The length of a string's content, from behind its first quote; -1 if it is not whole in the data, or not valid.</summary>
    static int StringLength(ReadOnlySpan<byte> data)
    {
        for (var index = 0; index <= data.Length - VectorBytes;)
        {
            var block = Vector256.Create(data.Slice(index, VectorBytes));
            var stops = Vector256.Equals(block, Vector256.Create((byte)'"'))
                | Vector256.Equals(block, Vector256.Create((byte)'\\'))
                | Vector256.Equals(block, Vector256.Min(block, Vector256.Create((byte)0x1F)));
            var mask = stops.ExtractMostSignificantBits();
            if (mask == 0)
            {
                index += VectorBytes;
                continue;
            }

            index += BitOperations.TrailingZeroCount(mask);
            if (data[index] == (byte)'"')
            {
                return index;
            }

            var escape = EscapeLength(data[index..]);
            if (escape == 0)
            {
                return -1;
            }

            index += escape;
        }

        return -1;
    }

    /// <summary>The length of the escape that the data begin with; 0 if there is none that is whole and valid.</summary>
    static int EscapeLength(ReadOnlySpan<byte> data)
    {
        if (data.Length < 6 || data[0] != (byte)'\\')
        {
            return 0;
        }

        if (data[1] is (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t')
        {
            return 2;
        }

        return data[1] == (byte)'u' && char.IsAsciiHexDigit((char)data[2]) && char.IsAsciiHexDigit((char)data[3]) && char.IsAsciiHexDigit((char)data[4]) && char.IsAsciiHexDigit((char)data[5])
            ? 6
            : 0;
    }

    static int LiteralLength(ReadOnlySpan<byte> data) => data.StartsWith("true"u8) || data.StartsWith("null"u8) ? 4 : data.StartsWith("false"u8) ? 5 : 0;

    /// <summary>Takes whole tokens between the borders of the record in work, as far as they are ordinary.</summary>
    void Run(ReadOnlySpan<byte> data, ref int position)
    {
        var last = data.Length - VectorBytes;
        while (position < last)
        {
            var b = data[position];
            var taken = _state switch
            {
                ScanState.AfterValue => RunNextOrClose(b),
                ScanState.Name or ScanState.NameOrEnd => b == (byte)'"' ? RunName(data[position..]) : 0,
                ScanState.Value or ScanState.ValueOrEnd => RunValue(data[position..], b),
                ScanState.Colon when b == (byte)':' => RunTo(ScanState.Value, 1),
                _ => 0,
            };

            if (taken == 0)
            {
                if (!IsWhiteSpace(b) || _state is < ScanState.Value or > ScanState.AfterValue)
                {
                    return;
                }

                taken = 1;
            }

            position += taken;
        }
    }

    int RunTo(ScanState next, int taken)
    {
        _state = next;
        return taken;
    }

    int RunNextOrClose(byte b)
    {
        var inObject = _nesting.InObject;
        if (b == (byte)',')
        {
            return RunTo(inObject ? ScanState.Name : ScanState.Value, 1);
        }

        if (b != (byte)(inObject ? '}' : ']') || _nesting.Depth - 1 == _recordDepth)
        {
            return 0;
        }

        _nesting.Pop();
        return 1;
    }

    int RunName(ReadOnlySpan<byte> data)
    {
        var length = StringLength(data[1..]);
        if (length < 0)
        {
            return 0;
        }

        if (_nesting.Depth == 1)
        {
            var name = data.Slice(1, length);
            if (name.Contains((byte)'\\'))
            {
                return 0;
            }

            _nameIsRecords = name.SequenceEqual("Records"u8);
        }

        var end = length + 2;
        return end < data.Length && data[end] == (byte)':' ? RunTo(ScanState.Value, end + 1) : RunTo(ScanState.Colon, end);
    }

    int RunValue(ReadOnlySpan<byte> data, byte b)
    {
        switch (b)
        {
            case (byte)'"':
                var length = StringLength(data[1..]);
                return length < 0 ? 0 : RunBehindValue(data, length + 2);
            case (byte)'{' or (byte)'[':
                return RunOpen(b == (byte)'{');
            default:
                var literal = LiteralLength(data);
                return literal == 0 ? 0 : RunBehindValue(data, literal);
        }
    }

    // Mostly a comma follows directly.
    int RunBehindValue(ReadOnlySpan<byte> data, int end) => end < data.Length && data[end] == (byte)','
        ? RunTo(_nesting.InObject ? ScanState.Name : ScanState.Value, end + 1)
        : RunTo(ScanState.AfterValue, end);

    int RunOpen(bool isObject)
    {
        var mayBeginRecords = _nesting.Depth == 1 && _nameIsRecords;
        if (mayBeginRecords || _nesting.Depth - _recordDepth >= _options.MaxDepth)
        {
            return 0;
        }

        _nesting.Push(isObject);
        return RunTo(isObject ? ScanState.NameOrEnd : ScanState.ValueOrEnd, 1);
    }
}
