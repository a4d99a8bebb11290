using System.Text.Json;

namespace Fluency.Ingest.Tool;

/// <summary>Recognizes a body that is still in what the AWS CLI prints around it.</summary>
static class WrappedBody
{
    const string Remedy = "Give the body alone: aws sqs receive-message --queue-url URL --query 'Messages[0].Body' --output text";

    /// <summary>What to do; null if it is none.</summary>
    public static string? Hint(ReadOnlyMemory<byte> text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement switch
            {
                { ValueKind: JsonValueKind.Object } root when root.TryGetProperty("Messages", out var messages) && messages.ValueKind == JsonValueKind.Array =>
                    $"This is the whole answer of 'aws sqs receive-message', and no message's body. {Remedy}",
                { ValueKind: JsonValueKind.Object } root when root.TryGetProperty("Body", out _) && root.TryGetProperty("ReceiptHandle", out _) =>
                    $"This is a whole message, and not its body. {Remedy}",
                { ValueKind: JsonValueKind.String } => $"This is a body in the quotes and escapes of a JSON string. {Remedy} (jq prints it with -r).",
                _ => null,
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
