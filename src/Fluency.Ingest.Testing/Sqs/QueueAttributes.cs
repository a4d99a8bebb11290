using System.Globalization;
using System.Text.Json;

namespace Fluency.Ingest.Testing.Sqs;

/// <summary>The settings of a queue in the names and units of the API.</summary>
static class QueueAttributes
{
    static readonly string[] Names =
    [
        "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed", "CreatedTimestamp",
        "LastModifiedTimestamp", "VisibilityTimeout", "MaximumMessageSize", "MessageRetentionPeriod", "DelaySeconds", "ReceiveMessageWaitTimeSeconds",
        "QueueArn", "Policy", "RedrivePolicy", "SqsManagedSseEnabled",
    ];

    public static Dictionary<string, string> Read(JsonElement request)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        if (request.TryGetProperty("Attributes", out var attributes) && attributes.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in attributes.EnumerateObject())
            {
                values[property.Name] = property.Value.GetString() ?? "";
            }
        }

        return values;
    }

    public static void Apply(LocalAws aws, LocalQueue queue, Dictionary<string, string> values)
    {
        foreach (var (name, value) in values)
        {
            Apply(aws, queue, name, value);
        }
    }

    /// <summary>The values of the asked names that the queue has; "All" asks for all.</summary>
    public static List<(string Name, string Value)> Values(LocalQueue queue, List<string> asked)
    {
        if (asked.Find(name => name != "All" && !Names.Contains(name)) is { } unknown)
        {
            throw SqsErrors.InvalidAttributeName(unknown);
        }

        var names = asked.Contains("All") ? Names : [.. asked];
        return [.. names.Select(name => (name, Value(queue, name))).Where(static pair => pair.Item2 is not null).Select(static pair => (pair.name, pair.Item2!))];
    }

    public static string? Value(LocalQueue queue, string name) => name switch
    {
        "ApproximateNumberOfMessages" => Text(queue.Visible),
        "ApproximateNumberOfMessagesNotVisible" => Text(queue.InFlight),
        "ApproximateNumberOfMessagesDelayed" => Text(queue.Delayed),
        "CreatedTimestamp" or "LastModifiedTimestamp" => Text(queue.CreatedAt.ToUnixTimeSeconds()),
        "VisibilityTimeout" => Seconds(queue.VisibilityTimeout),
        "MaximumMessageSize" => Text(queue.MaxMessageBytes),
        "MessageRetentionPeriod" => Seconds(queue.Retention),
        "DelaySeconds" => Seconds(queue.Delay),
        "ReceiveMessageWaitTimeSeconds" => Seconds(queue.ReceiveWait),
        "QueueArn" => queue.Arn,
        "Policy" => queue.Policy,
        "RedrivePolicy" => RedrivePolicy.Write(queue),
        "SqsManagedSseEnabled" => "true",
        _ => null,
    };

    static void Apply(LocalAws aws, LocalQueue queue, string name, string value)
    {
        switch (name)
        {
            case "VisibilityTimeout":
                queue.VisibilityTimeout = TimeSpan.FromSeconds(Number(name, value, 0, 43_200));
                break;
            case "MaximumMessageSize":
                queue.MaxMessageBytes = Number(name, value, 1024, 1024 * 1024);
                break;
            case "MessageRetentionPeriod":
                queue.Retention = TimeSpan.FromSeconds(Number(name, value, 60, 1_209_600));
                break;
            case "DelaySeconds":
                queue.Delay = TimeSpan.FromSeconds(Number(name, value, 0, 900));
                break;
            case "ReceiveMessageWaitTimeSeconds":
                queue.ReceiveWait = TimeSpan.FromSeconds(Number(name, value, 0, 20));
                break;
            case "Policy":
                queue.Policy = value.Length == 0 ? null : value;
                break;
            case "RedrivePolicy":
                RedrivePolicy.Apply(aws, queue, value);
                break;
            case "SqsManagedSseEnabled" or "KmsMasterKeyId" or "KmsDataKeyReusePeriodSeconds" or "RedriveAllowPolicy":
                // Encryption has no effect that a client could see.
                break;
            default:
                throw SqsErrors.InvalidAttributeName(name);
        }
    }

    static int Number(string name, string value, int min, int max)
        => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw SqsErrors.InvalidAttributeValue(name, $"Must be between {min} and {max}.");

    static string Seconds(TimeSpan time) => Text((long)time.TotalSeconds);

    static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
