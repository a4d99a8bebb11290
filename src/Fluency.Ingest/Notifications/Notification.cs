using System.Text.Json;

namespace Fluency.Ingest.Notifications;

/// <summary>What a message's body means: which objects it tells of, and what of it could not be understood.</summary>
sealed record Notification(NotificationKind Kind)
{
    /// <summary>The envelopes that were opened, from the outside in.</summary>
    public IReadOnlyList<NotificationEnvelope> Wrapped { get; init; } = [];

    /// <summary>The new objects, in their order, also those beside an entry that could not be understood.</summary>
    public IReadOnlyList<ObjectReference> Objects { get; init; } = [];

    /// <summary>The entries that tell of something else than a new object.</summary>
    public IReadOnlyList<IgnoredEntry> Ignored { get; init; } = [];

    /// <summary>The topic that asks for its subscription to be confirmed, if the body is such a request.</summary>
    public string? TopicArn { get; init; }

    /// <summary>What could not be understood, or <see langword="null"/>.</summary>
    public Failure? Problem { get; init; }

    /// <summary>Writes the one JSON object that <c>explain</c> prints.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("kind"u8, Kind.ToString());
        WriteWrapped(writer);
        WriteObjects(writer);
        WriteIgnored(writer);

        // Nobody will rewrite a message: whatever is wrong with one stays wrong, so that a problem is always a reject.
        writer.WriteString("disposition"u8, Problem is null ? "Complete" : "Reject");
        writer.WriteString("reason"u8, Problem?.Reason);
        writer.WriteEndObject();
    }

    void WriteWrapped(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("wrapped"u8);
        foreach (var envelope in Wrapped)
        {
            writer.WriteStringValue(envelope.ToString());
        }

        writer.WriteEndArray();
    }

    void WriteObjects(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("objects"u8);
        foreach (var reference in Objects)
        {
            writer.WriteStartObject();
            writer.WriteString("bucket"u8, reference.Container);
            writer.WriteString("key"u8, reference.Name);
            writer.WriteString("versionId"u8, reference.VersionId);
            writer.WriteString("eTag"u8, reference.ETag);
            if (reference.Size is { } size)
            {
                writer.WriteNumber("size"u8, size);
            }
            else
            {
                writer.WriteNull("size"u8);
            }

            writer.WriteString("region"u8, reference.Region);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    void WriteIgnored(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("ignored"u8);
        foreach (var entry in Ignored)
        {
            writer.WriteStartObject();
            writer.WriteString("eventName"u8, entry.EventName);
            writer.WriteString("key"u8, entry.Key);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
