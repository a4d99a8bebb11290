using System.Buffers;
using System.Text.Json;

namespace Fluency.Ingest.CloudTrail;

/// <summary>Gives a CloudTrail record its envelope: time, type, source, id, tags and flat fields before the record itself, which goes under <c>@cloudtrail</c>.</summary>
/// <remarks>
/// <para>Nothing of the record is lost: without the envelope it is there byte for byte, but for <c>requestParameters</c>, <c>responseElements</c>,
/// <c>additionalEventData</c> and <c>serviceEventDetails</c>, which are wrapped as <c>{"value":...}</c> where they are a text, a number, a boolean or an
/// array, so that an index never has to map one field to two types.</para>
/// <para>It answers <see cref="ProcessorResult.Abort"/> to what is no CloudTrail record. One is an object whose <c>eventVersion</c> is a text such as
/// <c>1.11</c> and which has a text as <c>eventSource</c>, <c>eventName</c>, <c>eventType</c> or <c>eventCategory</c>, unless its <c>eventSource</c> begins
/// with <c>aws:</c>, as in S3's own notifications. Everything else may be missing or of any type.</para>
/// <para>Has no state, is thread-safe, and allocates nothing.</para>
/// </remarks>
public sealed class CloudTrailAdjustments : IProcessor
{
    /// <summary>The name by which configuration and records call it, in <c>@parser</c>.</summary>
    public const string Name = "AWSCloudTrail_Adjustments";

    /// <summary>The version of its rules, in <c>@parserVersion</c>.</summary>
    public const string Version = "1.0";

    static readonly NestName Body = new("@cloudtrail");

    static readonly CloudTrailField[] Wrapped =
    [
        CloudTrailField.RequestParameters, CloudTrailField.ResponseElements, CloudTrailField.AdditionalEventData, CloudTrailField.ServiceEventDetails,
    ];

    /// <inheritdoc/>
    public ProcessorResult Process(Record record)
    {
        Span<RecordField> found = stackalloc RecordField[CloudTrailFields.Paths.Count];
        var fields = new CloudTrailFields(record, found);
        var @event = new CloudTrailEvent(fields);
        if (!@event.IsCloudTrail)
        {
            return ProcessorResult.Abort;
        }

        SetTime(record, fields, @event);
        record.SetText("@type"u8, "event"u8);
        record.Set("@parser"u8, Name);
        record.Set("@parserVersion"u8, Version);
        record.SetText("@event_type"u8, "cloudtrail"u8);
        record.SetText("@eventType"u8, "AWSCloudTrail"u8);
        record.Set("@source"u8, record.Object.Uri);
        SetId(record);
        SetTags(record, @event);
        SetFields(record, fields, @event);
        Wrap(record, fields);
        record.Nest(Body);
        return ProcessorResult.Pass;
    }

    static void SetTime(Record record, CloudTrailFields fields, CloudTrailEvent @event)
    {
        var value = fields[@event.IsAggregated ? CloudTrailField.WindowStart : CloudTrailField.EventTime];

        // Any time is shorter than this once its escapes are undone, save for absurdly many digits of a second.
        Span<byte> buffer = stackalloc byte[256];
        if (value.TryGetText(buffer, out var text) && EventTime.TryParse(text, out var time))
        {
            record.Set("@timestamp"u8, time);
        }
        else if (CloudTrailKey.TryGetDeliveryTime(record.Object.Name, out var delivered))
        {
            SetTime(record, delivered, "deliveryTime"u8);
        }
        else if (record.Object.LastModified is { } lastModified)
        {
            SetTime(record, lastModified, "lastModified"u8);
        }
    }

    static void SetTime(Record record, DateTimeOffset time, ReadOnlySpan<byte> source)
    {
        record.Set("@timestamp"u8, time.ToUnixTimeMilliseconds());
        record.SetText("@timestampSource"u8, source);
    }

    static void SetId(Record record)
    {
        Span<byte> id = stackalloc byte[RecordId.TextLength];
        record.Id.TryFormat(id);
        record.SetText("@id"u8, id);
    }

    static void SetTags(Record record, CloudTrailEvent @event)
    {
        // All of them together are 93 bytes.
        Span<byte> tags = stackalloc byte[128];
        var length = 0;
        Add(tags, ref length, true, "[\"CloudTrail\""u8);
        Add(tags, ref length, @event.IsInsight, ",\"Insight\""u8);
        Add(tags, ref length, @event.IsAggregated, ",\"Aggregated\""u8);
        Add(tags, ref length, @event.IsNetworkActivity, ",\"NetworkActivity\""u8);
        Add(tags, ref length, @event.IsData, ",\"Data\""u8);
        Add(tags, ref length, @event.IsFailure, ",\"Error\""u8);
        Add(tags, ref length, @event.IsRoot, ",\"Root\""u8);
        Add(tags, ref length, @event.IsConsoleLogin, ",\"ConsoleLogin\""u8);
        Add(tags, ref length, true, "]"u8);
        record.SetTrusted("@tags"u8, tags[..length]);
    }

    static void Add(Span<byte> tags, ref int length, bool applies, ReadOnlySpan<byte> tag)
    {
        if (applies)
        {
            tag.CopyTo(tags[length..]);
            length += tag.Length;
        }
    }

    static void SetFields(Record record, CloudTrailFields fields, CloudTrailEvent @event)
    {
        var writer = new FieldsWriter(fields.BodyLength);
        try
        {
            FlatFields.Write(fields, @event, ref writer);
            record.SetTrusted("@fields"u8, writer.End());
        }
        finally
        {
            writer.Dispose();
        }
    }

    static void Wrap(Record record, CloudTrailFields fields)
    {
        Span<RecordField> places = stackalloc RecordField[Wrapped.Length];
        var count = 0;
        foreach (var field in Wrapped)
        {
            if (fields.PlaceOf(field) is { Kind: not (JsonTokenType.None or JsonTokenType.Null or JsonTokenType.StartObject) } place)
            {
                places[count++] = place;
            }
        }

        // From the last to the first, so that the places of those before stay right.
        places = places[..count];
        places.Sort(static (a, b) => b.Start.CompareTo(a.Start));
        foreach (var place in places)
        {
            Wrap(record, place);
        }
    }

    static void Wrap(Record record, RecordField place)
    {
        var value = record.ValueOf(place).Json;
        var before = "{\"value\":"u8;
        var rented = ArrayPool<byte>.Shared.Rent(before.Length + value.Length + 1);
        before.CopyTo(rented);
        value.CopyTo(rented.AsSpan(before.Length));
        rented[before.Length + value.Length] = (byte)'}';
        record.ReplaceTrusted(place, rented.AsSpan(0, before.Length + value.Length + 1));
        ArrayPool<byte>.Shared.Return(rented);
    }
}
