using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Fluency.Ingest.CloudTrail;

/// <summary>Writes the envelope of a CloudTrail record, all of its fields at once and in their order.</summary>
static class EnvelopeWriter
{
    // Above all that is always written, but for the source and the flat fields: about 400 bytes.
    const int FixedBytes = 512;

    static readonly ulong Names = NamesOf("@timestamp", "@type", "@parser", "@parserVersion", "@event_type", "@eventType", "@source", "@id", "@tags", "@fields");
    static readonly ulong TimestampSource = NamesOf("@timestampSource");

    static ReadOnlySpan<byte> FromTypeToSource =>
        ",\"@type\":\"event\",\"@parser\":\"AWSCloudTrail_Adjustments\",\"@parserVersion\":\"1.0\",\"@event_type\":\"cloudtrail\",\"@eventType\":\"AWSCloudTrail\",\"@source\":"u8;

    public static void Write(Record record, scoped in CloudTrailFields fields, scoped in CloudTrailEvent @event)
    {
        var source = JsonOfUri.Of(record.Object.Uri);
        var atMost = FixedBytes + source.Length + FlatFields.MaxBytes(fields.BodyLength);
        if (record.MayHaveAny(Names | TimestampSource))
        {
            WriteOver(record, in fields, in @event, source, atMost);
            return;
        }

        var members = record.BeginMembers(atMost);
        record.EndMembers(Write(members, record, in fields, in @event, source, out var names), names);
    }

    // One by one, since some may be there and are to be replaced.
    static void WriteOver(Record record, scoped in CloudTrailFields fields, scoped in CloudTrailEvent @event, ReadOnlySpan<byte> source, int atMost)
    {
        var rented = ArrayPool<byte>.Shared.Rent(atMost + 1);
        try
        {
            var json = rented.AsSpan(0, Write(rented, record, in fields, in @event, source, out _) + 1);
            json[0] = (byte)'{';
            json[^1] = (byte)'}';
            var reader = new Utf8JsonReader(json);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.ValueSpan;
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                record.SetTrusted(name, json[start..(int)reader.BytesConsumed]);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    static int Write(Span<byte> members, Record record, scoped in CloudTrailFields fields, scoped in CloudTrailEvent @event, ReadOnlySpan<byte> source, out ulong names)
    {
        var length = 0;
        names = WriteTime(members, ref length, record, in fields, in @event);
        Put(members, ref length, FromTypeToSource);
        Put(members, ref length, source);
        Put(members, ref length, ",\"@id\":\""u8);
        record.Id.TryFormat(members.Slice(length, RecordId.TextLength));
        length += RecordId.TextLength;
        Put(members, ref length, "\",\"@tags\":[\"CloudTrail\""u8);
        PutTags(members, ref length, in @event);
        Put(members, ref length, "],\"@fields\":"u8);
        return length + FlatFields.Write(in fields, in @event, members[length..]);
    }

    [SkipLocalsInit]
    static ulong WriteTime(Span<byte> members, ref int length, Record record, scoped in CloudTrailFields fields, scoped in CloudTrailEvent @event)
    {
        var value = fields[@event.IsAggregated ? CloudTrailField.WindowStart : CloudTrailField.EventTime];

        // Any time is shorter than this once its escapes are undone, save for absurdly many digits of a second.
        Span<byte> buffer = stackalloc byte[256];
        if (value.TryGetText(buffer, out var text) && EventTime.TryParse(text, out var time))
        {
            PutTime(members, ref length, time);
            return Names;
        }

        if (CloudTrailKey.TryGetDeliveryTime(record.Object.Name, out var delivered))
        {
            PutTime(members, ref length, delivered.ToUnixTimeMilliseconds());
            Put(members, ref length, ",\"@timestampSource\":\"deliveryTime\""u8);
            return Names | TimestampSource;
        }

        if (record.Object.LastModified is { } lastModified)
        {
            PutTime(members, ref length, lastModified.ToUnixTimeMilliseconds());
            Put(members, ref length, ",\"@timestampSource\":\"lastModified\""u8);
            return Names | TimestampSource;
        }

        return Names;
    }

    static void PutTime(Span<byte> members, ref int length, long time)
    {
        Put(members, ref length, ",\"@timestamp\":"u8);
        Utf8Formatter.TryFormat(time, members[length..], out var digits);
        length += digits;
    }

    static void PutTags(Span<byte> members, ref int length, scoped in CloudTrailEvent @event)
    {
        PutIf(members, ref length, @event.IsInsight, ",\"Insight\""u8);
        PutIf(members, ref length, @event.IsAggregated, ",\"Aggregated\""u8);
        PutIf(members, ref length, @event.IsNetworkActivity, ",\"NetworkActivity\""u8);
        PutIf(members, ref length, @event.IsData, ",\"Data\""u8);
        PutIf(members, ref length, @event.IsFailure, ",\"Error\""u8);
        PutIf(members, ref length, @event.IsRoot, ",\"Root\""u8);
        PutIf(members, ref length, @event.IsConsoleLogin, ",\"ConsoleLogin\""u8);
    }

    static void PutIf(Span<byte> members, ref int length, bool applies, ReadOnlySpan<byte> tag)
    {
        if (applies)
        {
            Put(members, ref length, tag);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Put(Span<byte> members, ref int length, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(members[length..]);
        length += bytes.Length;
    }

    static ulong NamesOf(params ReadOnlySpan<string> names)
    {
        var bits = 0UL;
        foreach (var name in names)
        {
            bits |= RecordState.BitOf(Encoding.UTF8.GetBytes(name));
        }

        return bits;
    }
}
