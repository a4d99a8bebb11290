using System.Text.Json;

namespace Fluency.Ingest.Testing.Collector;

/// <summary>Reads the events of a body: JSON objects one after the other, with or without white space between them.</summary>
static class EventReader
{
    /// <summary>Reads events until one is wrong.</summary>
    /// <param name="body">The body, decompressed.</param>
    /// <param name="channel">The channel that it came on.</param>
    /// <param name="refuse">Refuses an event by its position.</param>
    /// <returns>The events before the first that is wrong, and its code; 0 if all are right.</returns>
    public static (IReadOnlyList<CollectedEvent> Events, int Code) Read(ReadOnlySpan<byte> body, string? channel, Func<int, CollectedEvent, int> refuse)
    {
        var events = new List<CollectedEvent>();
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = 1000 });
        try
        {
            while (reader.Read())
            {
                using var document = JsonDocument.ParseValue(ref reader);
                var code = CodeOf(document.RootElement);
                if (code != 0)
                {
                    return (events, code);
                }

                var read = new CollectedEvent(document.RootElement, channel);
                code = refuse(events.Count, read);
                if (code != 0)
                {
                    return (events, code);
                }

                events.Add(read);
            }

            return (events, 0);
        }
        catch (JsonException)
        {
            return (events, 6);
        }
    }

    static int CodeOf(JsonElement envelope)
    {
        if (envelope.ValueKind != JsonValueKind.Object)
        {
            return 6;
        }

        if (!envelope.TryGetProperty("event", out var body))
        {
            return 12;
        }

        if (body.ValueKind == JsonValueKind.Null || (body.ValueKind == JsonValueKind.String && body.GetString()!.Length == 0))
        {
            return 13;
        }

        // Indexed fields are flat: texts, numbers, booleans, and lists of those.
        return envelope.TryGetProperty("fields", out var fields)
            && (fields.ValueKind != JsonValueKind.Object || fields.EnumerateObject().Any(static field => field.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Null)) ? 15 : 0;
    }
}
