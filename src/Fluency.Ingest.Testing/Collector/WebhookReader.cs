using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Fluency.Ingest.Testing.Collector;

/// <summary>Reads and verifies the requests of a webhook, as a receiver would.</summary>
static class WebhookReader
{
    static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>The records of a body: the elements of an array, or one a line; null if it is neither.</summary>
    public static IReadOnlyList<string>? Read(string? contentType, ReadOnlySpan<byte> body)
    {
        try
        {
            var isLines = contentType?.StartsWith("application/x-ndjson", StringComparison.OrdinalIgnoreCase) == true;
            return isLines ? ReadLines(Encoding.UTF8.GetString(body)) : ReadArray(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether the signature is right, by the rules of Standard Webhooks.</summary>
    public static bool IsSigned(CollectorRequest request, string key, DateTimeOffset now)
    {
        if (!request.Headers.TryGetValue("webhook-id", out var id)
            || !request.Headers.TryGetValue("webhook-timestamp", out var timestamp)
            || !request.Headers.TryGetValue("webhook-signature", out var signature)
            || !long.TryParse(timestamp, out var seconds)
            || (now - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() > Tolerance)
        {
            return false;
        }

        const string Prefix = "whsec_";
        var secret = key.StartsWith(Prefix, StringComparison.Ordinal) ? Convert.FromBase64String(key[Prefix.Length..]) : Encoding.UTF8.GetBytes(key);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. request.SentBody.Span];
        var expected = Encoding.ASCII.GetBytes("v1," + Convert.ToBase64String(HMACSHA256.HashData(secret, signed)));
        return CryptographicOperations.FixedTimeEquals(expected, Encoding.ASCII.GetBytes(signature));
    }

    static List<string> ReadLines(string text)
    {
        var lines = text.Split('\n');
        return lines[^1].Length == 0 ? [.. lines[..^1].Select(Checked)] : throw new JsonException("The last line has no end.");
    }

    static string Checked(string line)
    {
        using var document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 1000 });
        return line;
    }

    static List<string>? ReadArray(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 1000 });
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.ValueKind == JsonValueKind.Array && !reader.Read() ? [.. document.RootElement.EnumerateArray().Select(static element => element.GetRawText())] : null;
    }
}
