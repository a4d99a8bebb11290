using System.Text.Json.Serialization;

namespace Fluency.Ingest.Diagnostics;

/// <summary>How far a source or sink is behind, as of the object that came through last. What is not known is <see langword="null"/>, and is left out in JSON, where all are seconds.</summary>
public sealed record ComponentLags
{
    /// <summary>From the event (<c>eventTime</c> of the object's first record) until it came through. CloudTrail itself takes some five minutes of it.</summary>
    [JsonPropertyName("eventSeconds")]
    [JsonConverter(typeof(SecondsJsonConverter))]
    public TimeSpan? Event { get; init; }

    /// <summary>From the object's being written to its store (its last-modified time) until it came through.</summary>
    [JsonPropertyName("deliverySeconds")]
    [JsonConverter(typeof(SecondsJsonConverter))]
    public TimeSpan? Delivery { get; init; }

    /// <summary>Of a source that reads a queue: from the sending of the message until it was received.</summary>
    [JsonPropertyName("queueSeconds")]
    [JsonConverter(typeof(SecondsJsonConverter))]
    public TimeSpan? Queue { get; init; }
}
