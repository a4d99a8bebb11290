using System.Globalization;
using System.Text.Json;

namespace Fluency.Ingest.Deliveries;

/// <summary>What a queue's redrive policy says.</summary>
/// <param name="Target">The ARN of the dead-letter queue.</param>
/// <param name="MaxReceives">After how many receives a message goes there.</param>
sealed record RedrivePolicy(string Target, int MaxReceives)
{
    /// <summary>Reads the attribute; null if nothing would ever go there.</summary>
    public static RedrivePolicy? Parse(string policy)
    {
        try
        {
            using var json = JsonDocument.Parse(policy);
            return json.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("deadLetterTargetArn", out var target)
                && root.TryGetProperty("maxReceiveCount", out var count)
                && int.TryParse(count.ToString(), CultureInfo.InvariantCulture, out var most)
                ? new RedrivePolicy(target.ToString(), most)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
