using System.Text.Json;

namespace Fluency.Ingest.Testing.Sqs;

/// <summary>Reads the parameters of a request, with the complaints of SQS.</summary>
static class SqsJson
{
    public static string? Text(JsonElement json, string name)
        => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static string RequiredText(JsonElement json, string name)
        => Text(json, name) is { Length: > 0 } text ? text : throw SqsErrors.MissingParameter(name);

    public static List<string> Texts(JsonElement json, string name)
        => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(static item => item.GetString() ?? "")]
            : [];

    public static int? Integer(JsonElement json, string name, int min, int max)
    {
        if (!json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= min && number <= max
            ? number
            : throw SqsErrors.InvalidParameter($"Value {value} for parameter {name} is invalid. Reason: Must be between {min} and {max}, if provided.");
    }

    public static TimeSpan? Seconds(JsonElement json, string name, int max)
        => Integer(json, name, 0, max) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
}
