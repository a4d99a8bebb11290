using System.Text.Json;

namespace Fluency.Ingest.Testing.Generation;

/// <summary>
/// Writes five-minute summaries of data events, which have neither eventTime nor eventID.
/// See https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aggregated-events.html.
/// </summary>
static class AggregateWriter
{
    public static void Write(Utf8JsonWriter json, Dice dice, TrailScene scene)
    {
        var start = scene.DeliveredAt.AddMinutes(-10);
        json.WriteStartObject();
        json.WriteString("eventVersion", "1.0");
        json.WriteString("accountId", scene.AccountId);
        json.WriteString("eventId", dice.Guid());
        json.WriteString("eventCategory", "Aggregated");
        json.WriteString("eventType", "AwsAggregatedEvent");
        json.WriteString("awsRegion", scene.Region);
        json.WriteString("eventSource", "s3.amazonaws.com");
        json.WriteStartObject("timeWindow");
        json.WriteString("windowStart", Times.Text(start));
        json.WriteString("windowEnd", Times.Text(start.AddMinutes(5)));
        json.WriteString("windowSize", "PT5M");
        json.WriteEndObject();
        json.WriteStartObject("summary");
        json.WriteStartObject("primaryDimension");
        WriteDimension(json, dice, "eventName", "PutObject");
        json.WriteEndObject();
        json.WriteStartArray("details");
        json.WriteStartObject();
        WriteDimension(json, dice, "resourceARN", $"arn:aws:s3:::bucket-{dice.Known(16).Hex(10)}");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    static void WriteDimension(Utf8JsonWriter json, Dice dice, string dimension, string name)
    {
        json.WriteString("dimension", dimension);
        json.WriteStartArray("statistics");
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteNumber("value", dice.Between(1, 100_000));
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteString("aggregationType", "Count");
    }
}
