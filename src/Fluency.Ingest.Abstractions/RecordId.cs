using System.Buffers.Binary;
using System.Globalization;

namespace Fluency.Ingest;

/// <summary>The 128-bit id of a record: the same however and however often it arrives.</summary>
/// <param name="Object">The content it stands in.</param>
/// <param name="Index">Its position in the object, from 0.</param>
public readonly record struct RecordId(ObjectId Object, uint Index) : IUtf8SpanFormattable
{
    /// <summary>Characters of the text form.</summary>
    public const int TextLength = 32;

    /// <summary>The 32 lower-case hex digits.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Object.High:x16}{Object.Low:x8}{Index:x8}");

    /// <summary>Writes the 32 lower-case hex digits.</summary>
    /// <param name="utf8Destination">At least <see cref="TextLength"/> bytes.</param>
    /// <returns>Whether there was room.</returns>
    public bool TryFormat(Span<byte> utf8Destination)
    {
        Span<byte> bytes = stackalloc byte[TextLength / 2];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, Object.High);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[sizeof(ulong)..], Object.Low);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[(sizeof(ulong) + sizeof(uint))..], Index);
        return Convert.TryToHexStringLower(bytes, utf8Destination, out _);
    }

    bool IUtf8SpanFormattable.TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        var written = TryFormat(utf8Destination);
        bytesWritten = written ? TextLength : 0;
        return written;
    }
}
