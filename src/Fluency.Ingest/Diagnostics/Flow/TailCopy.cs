using System.Buffers;
using System.Text;

namespace Fluency.Ingest.Diagnostics.Flow;

/// <summary>A bounded copy of a record's text.</summary>
readonly record struct TailCopy(string Text, long Bytes, bool IsTruncated)
{
    public static TailCopy Of(Record record, bool isRaw, int maxBytes)
    {
        if (isRaw)
        {
            return Of(record.Raw, maxBytes);
        }

        if (!record.HasEnvelope)
        {
            return Of(record.Body, maxBytes);
        }

        // Of a large record that is rendered, the rest is written past and forgotten; it is no larger than the record and what processors added.
        var rendered = new ArrayBufferWriter<byte>(Math.Max(256, record.Raw.Length));
        record.WriteTo(rendered);
        return Of(rendered.WrittenSpan, maxBytes);
    }

    static TailCopy Of(ReadOnlySpan<byte> json, int maxBytes)
    {
        var length = Math.Min(json.Length, maxBytes);

        // Not within a character: continuation bytes are 10xxxxxx.
        while (length > 0 && length < json.Length && (json[length] & 0xC0) == 0x80)
        {
            length--;
        }

        return new TailCopy(Encoding.UTF8.GetString(json[..length]), json.Length, length < json.Length);
    }
}
