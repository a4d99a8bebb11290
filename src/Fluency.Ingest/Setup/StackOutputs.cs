using System.Text.Json;

namespace Fluency.Ingest.Setup;

/// <summary>Reads the outputs of a stack.</summary>
static class StackOutputs
{
    /// <summary>Reads what <c>aws cloudformation describe-stacks</c> prints: all of it, or the list of outputs alone.</summary>
    /// <param name="json">The text.</param>
    /// <returns>The values by their names.</returns>
    /// <exception cref="FormatException">The text is neither, or is that of several stacks.</exception>
    public static IReadOnlyDictionary<string, string> Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Outputs(document.RootElement).ToDictionary(
                static output => output.GetProperty("OutputKey").GetString()!,
                static output => output.GetProperty("OutputValue").GetString()!,
                StringComparer.Ordinal);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            // Only of text that is no JSON does the exception say where; all others speak of keys and elements.
            var where = exception is JsonException ? $" ({exception.Message.TrimEnd('.')})" : "";
            throw new FormatException($"it holds no outputs of a stack, as 'aws cloudformation describe-stacks --stack-name NAME' prints them{where}", exception);
        }
    }

    static JsonElement.ArrayEnumerator Outputs(JsonElement root) => root.ValueKind == JsonValueKind.Array ? root.EnumerateArray() : OfStack(root).EnumerateArray();

    static JsonElement OfStack(JsonElement root)
    {
        if (!root.TryGetProperty("Stacks", out var stacks))
        {
            return root.GetProperty("Outputs");
        }

        return stacks.GetArrayLength() == 1
            ? stacks[0].GetProperty("Outputs")
            : throw new FormatException($"it describes {stacks.GetArrayLength()} stacks, but must describe one: add --stack-name NAME");
    }
}
