using System.Globalization;
using System.Runtime.CompilerServices;

namespace Fluency.Ingest.Records;

/// <summary>The name of a field of the root, which may come in pieces, to be compared with <c>Records</c>.</summary>
struct RootName
{
    // Seven letters, each written as \uXXXX: no way to write the name is longer.
    const int MaxBytes = 7 * 6;

    Buffer _buffer;
    int _length;

    static ReadOnlySpan<byte> Records => "Records"u8;

    public void Clear() => _length = 0;

    /// <summary>Appends bytes as they are written, without the quotes.</summary>
    public void Append(ReadOnlySpan<byte> raw)
    {
        if (raw.Length <= MaxBytes - _length)
        {
            raw.CopyTo(((Span<byte>)_buffer)[_length..]);
            _length += raw.Length;
        }
        else
        {
            _length = int.MaxValue;
        }
    }

    /// <summary>Whether it means Records, however it is escaped.</summary>
    public readonly bool IsRecords()
    {
        if (_length > MaxBytes)
        {
            return false;
        }

        ReadOnlySpan<byte> raw = ((ReadOnlySpan<byte>)_buffer)[.._length];
        return raw.Contains((byte)'\\') ? IsRecordsUnescaped(raw) : raw.SequenceEqual(Records);
    }

    // None of its letters has a short escape, so \uXXXX is the only one that can occur.
    static bool IsRecordsUnescaped(ReadOnlySpan<byte> raw)
    {
        foreach (var letter in Records)
        {
            if (raw.StartsWith("\\u"u8))
            {
                if (!int.TryParse(raw.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit) || unit != letter)
                {
                    return false;
                }

                raw = raw[6..];
            }
            else if (raw.IsEmpty || raw[0] != letter)
            {
                return false;
            }
            else
            {
                raw = raw[1..];
            }
        }

        return raw.IsEmpty;
    }

    [InlineArray(MaxBytes)]
    struct Buffer
    {
        byte _first;
    }
}
