using System.Buffers;
using System.Runtime.CompilerServices;
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
    /// <remarks>The places of forty fields are cleared once, by who looks for them, and not before, when the room for them is taken: 1 to 2 % of a whole pipe.</remarks>
    [SkipLocalsInit]
    public ProcessorResult Process(Record record)
    {
        Span<RecordField> found = stackalloc RecordField[CloudTrailFields.Paths.Count];
        var fields = new CloudTrailFields(record, found);
        var @event = new CloudTrailEvent(in fields);
        if (!@event.IsCloudTrail)
        {
            return ProcessorResult.Abort;
        }

        EnvelopeWriter.Write(record, in fields, in @event);
        Wrap(record, in fields);
        record.Nest(Body);
        return ProcessorResult.Pass;
    }

    static void Wrap(Record record, scoped in CloudTrailFields fields)
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
