using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Fluency.Ingest.CloudTrail;

namespace Fluency.Ingest.Sinks.Http;

/// <summary>Writes a record as an event of the collector's protocol: <c>{"time":1767312300.000,"source":...,"event":{...}}</c> and a line end.</summary>
/// <remarks>The format: https://help.splunk.com/en/splunk-enterprise/get-data-in/collect-http-event-data/format-events-for-http-event-collector.</remarks>
sealed class EventRenderer
{
    readonly byte[] _timeField;
    readonly byte[]? _source;

    // What all events have in common, up to the record.
    readonly byte[] _constant;

    public EventRenderer(HttpEventCollectorOptions options)
    {
        _timeField = Encoding.UTF8.GetBytes(options.TimeField);
        _source = options.Source is null ? null : Encoding.UTF8.GetBytes(options.Source);
        _constant = ConstantOf(options);
    }

    public void Render(Record record, RecordLineWriter lines)
    {
        IBufferWriter<byte> writer = lines;
        writer.Write("{"u8);
        WriteTime(record, writer);
        WriteSource(record, writer);
        writer.Write(_constant);
        record.WriteTo(writer);
        writer.Write("}\n"u8);
    }

    void WriteTime(Record record, IBufferWriter<byte> writer)
    {
        if (!TryGetTime(record, out var milliseconds) || milliseconds < 0)
        {
            return;
        }

        // "time":9223372036854775.807,
        var span = writer.GetSpan(40);
        "\"time\":"u8.CopyTo(span);
        (milliseconds / 1000).TryFormat(span[7..], out var digits, provider: CultureInfo.InvariantCulture);
        var at = 7 + digits;
        span[at++] = (byte)'.';
        (milliseconds % 1000).TryFormat(span[at..], out digits, "000", CultureInfo.InvariantCulture);
        at += digits;
        span[at++] = (byte)',';
        writer.Advance(at);
    }

    bool TryGetTime(Record record, out long milliseconds) =>
        (record.TryGetEnvelope(_timeField, out var value) && value.TryGetInt64(out milliseconds)) || EventTime.TryFind(record.Body, out milliseconds);

    void WriteSource(Record record, IBufferWriter<byte> writer)
    {
        writer.Write("\"source\":\""u8);
        if (_source is not null)
        {
            WriteEscaped(_source, writer);
        }
        else
        {
            WriteEscaped(record.Object.Uri, writer);
        }

        writer.Write("\","u8);
    }

    static void WriteEscaped(string text, IBufferWriter<byte> writer)
    {
        var rented = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        WriteEscaped(rented.AsSpan(0, Encoding.UTF8.GetBytes(text, rented)), writer);
        ArrayPool<byte>.Shared.Return(rented);
    }

    static void WriteEscaped(ReadOnlySpan<byte> utf8Text, IBufferWriter<byte> writer)
    {
        if (utf8Text.IsEmpty)
        {
            return;
        }

        var span = writer.GetSpan(RecordJson.EscapedLength(utf8Text));
        writer.Advance(RecordJson.Escape(utf8Text, span));
    }

    static byte[] ConstantOf(HttpEventCollectorOptions options)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteUnlessNull(json, "host", options.Host);
            WriteUnlessNull(json, "sourcetype", options.SourceType);
            WriteUnlessNull(json, "index", options.Index);
            if (options.Fields.Count > 0)
            {
                json.WriteStartObject("fields");
                foreach (var (name, value) in options.Fields)
                {
                    json.WriteString(name, value);
                }

                json.WriteEndObject();
            }

            json.WriteNull("event");
            json.WriteEndObject();
        }

        // Without the brace before, and the null and the brace behind, which the event takes the place of.
        return buffer.WrittenSpan[1..^"null}".Length].ToArray();
    }

    static void WriteUnlessNull(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
