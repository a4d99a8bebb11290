using System.Globalization;
using System.Text.Json;

namespace Fluency.Ingest.Testing.Sqs;

/// <summary>The redrive policy as the API writes it: JSON within a string, with the count as a number or as text.</summary>
static class RedrivePolicy
{
    public static string? Write(LocalQueue queue) => queue.DeadLetterQueue is { } target
        ? string.Create(CultureInfo.InvariantCulture, $$"""{"deadLetterTargetArn":"{{target.Arn}}","maxReceiveCount":{{queue.MaxReceiveCount}}}""")
        : null;

    public static void Apply(LocalAws aws, LocalQueue queue, string policy)
    {
        if (policy.Length == 0)
        {
            queue.DeadLetterQueue = null;
            return;
        }

        var (arn, count) = Parse(policy);
        var target = aws.Sqs.FindByArn(arn) ?? throw Invalid("Dead letter target does not exist.");
        queue.MaxReceiveCount = count;
        queue.DeadLetterQueue = target;
    }

    static (string Arn, int Count) Parse(string policy)
    {
        try
        {
            var json = JsonElement.Parse(policy);
            var arn = json.GetProperty("deadLetterTargetArn").GetString() ?? "";
            var value = json.TryGetProperty("maxReceiveCount", out var written) ? written.ToString() : "10";
            var count = int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture);
            return count is >= 1 and <= 1000 ? (arn, count) : throw Invalid("maxReceiveCount must be between 1 and 1000.");
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or OverflowException)
        {
            throw Invalid("Redrive policy is not a valid JSON map.");
        }
    }

    static Http.AwsError Invalid(string reason) => SqsErrors.InvalidAttributeValue("RedrivePolicy", reason);
}
