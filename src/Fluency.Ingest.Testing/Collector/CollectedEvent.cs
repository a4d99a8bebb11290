using System.Text.Json;

namespace Fluency.Ingest.Testing;

/// <summary>An event as a <see cref="LocalCollector"/> has got it.</summary>
public sealed class CollectedEvent
{
    internal CollectedEvent(JsonElement envelope, string? channel)
    {
        Event = envelope.TryGetProperty("event", out var body) ? body.GetRawText() : null;
        Time = envelope.TryGetProperty("time", out var time) ? time.GetRawText() : null;
        Host = TextOf(envelope, "host");
        Source = TextOf(envelope, "source");
        SourceType = TextOf(envelope, "sourcetype");
        Index = TextOf(envelope, "index");
        Fields = envelope.TryGetProperty("fields", out var fields) ? fields.GetRawText() : null;
        Channel = channel;
    }

    /// <summary>The event itself: JSON as it was sent, or <see langword="null"/> if there is none.</summary>
    public string? Event { get; }

    /// <summary>The time as it was sent, such as <c>1767312300.000</c>, or <see langword="null"/>.</summary>
    public string? Time { get; }

    /// <summary>The host, or <see langword="null"/>.</summary>
    public string? Host { get; }

    /// <summary>The source, or <see langword="null"/>.</summary>
    public string? Source { get; }

    /// <summary>The source type, or <see langword="null"/>.</summary>
    public string? SourceType { get; }

    /// <summary>The index, or <see langword="null"/>.</summary>
    public string? Index { get; }

    /// <summary>The indexed fields: JSON as it was sent, or <see langword="null"/>.</summary>
    public string? Fields { get; }

    /// <summary>The channel that it came on, or <see langword="null"/>.</summary>
    public string? Channel { get; }

    /// <inheritdoc/>
    public override string ToString() => Event ?? "";

    static string? TextOf(JsonElement envelope, string name) =>
        envelope.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
