using System.Text.Json;

namespace Fluency.Ingest.Testing.Generation;

/// <summary>Writes Insights events. See https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-insights-fields-trails.html.</summary>
static class InsightWriter
{
    public static void Write(Utf8JsonWriter json, Dice dice, TrailScene scene)
    {
        json.WriteStartObject();
        json.WriteString("eventVersion", "1.09");
        json.WriteString("eventTime", Times.Text(scene.DeliveredAt.AddMinutes(-dice.Between(5, 30))));
        json.WriteString("awsRegion", scene.Region);
        json.WriteString("eventID", dice.Guid());
        json.WriteString("eventType", "AwsCloudTrailInsight");
        json.WriteString("recipientAccountId", scene.AccountId);
        json.WriteString("sharedEventID", dice.Guid());
        json.WriteStartObject("insightDetails");
        json.WriteString("state", dice.Chance(50) ? "Start" : "End");
        json.WriteString("eventSource", "ec2.amazonaws.com");
        json.WriteString("eventName", "RunInstances");
        json.WriteString("insightType", "ApiCallRateInsight");
        json.WriteStartObject("insightContext");
        WriteStatistics(json, dice);
        WriteAttributions(json, dice, scene);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("eventCategory", "Insight");
        json.WriteEndObject();
    }

    static void WriteStatistics(Utf8JsonWriter json, Dice dice)
    {
        json.WriteStartObject("statistics");
        WriteAverage(json, "baseline", $"0.000{dice.Digits(7)}");
        WriteAverage(json, "insight", $"{dice.Between(1, 600)}.0");
        json.WriteNumber("insightDuration", dice.Between(1, 60));
        json.WriteNumber("baselineDuration", 10_080 + dice.Below(100));
        json.WriteEndObject();
    }

    static void WriteAttributions(Utf8JsonWriter json, Dice dice, TrailScene scene)
    {
        json.WriteStartArray("attributions");
        json.WriteStartObject();
        json.WriteString("attribute", "userIdentityArn");
        WriteValue(json, "insight", $"arn:aws:sts::{scene.AccountId}:assumed-role/worker-{dice.Known(8).Hex(4)}/session", dice.Between(1, 600));
        // The text "null", not the value.
        WriteValue(json, "baseline", "null", 0);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    static void WriteAverage(Utf8JsonWriter json, string name, string average)
    {
        json.WriteStartObject(name);
        json.WritePropertyName("average");
        json.WriteRawValue(average, skipInputValidation: true);
        json.WriteEndObject();
    }

    static void WriteValue(Utf8JsonWriter json, string name, string value, int average)
    {
        json.WriteStartArray(name);
        json.WriteStartObject();
        json.WriteString("value", value);
        json.WriteNumber("average", average);
        json.WriteEndObject();
        json.WriteEndArray();
    }
}
