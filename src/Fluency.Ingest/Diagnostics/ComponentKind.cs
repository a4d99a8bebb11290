using System.Text.Json.Serialization;

namespace Fluency.Ingest.Diagnostics;

/// <summary>What a component of a pipe is.</summary>
/// <remarks>In JSON, and at the beginning of a <see cref="ComponentStatus.Id"/>: <c>source</c>, <c>router</c>, <c>route</c>, <c>processor</c>, <c>sink</c>.</remarks>
public enum ComponentKind
{
    /// <summary>Hands out deliveries.</summary>
    [JsonStringEnumMemberName("source")]
    Source,

    /// <summary>Chooses routes for each record.</summary>
    [JsonStringEnumMemberName("router")]
    Router,

    /// <summary>A route of a router.</summary>
    [JsonStringEnumMemberName("route")]
    Route,

    /// <summary>A processor in its place in a route.</summary>
    [JsonStringEnumMemberName("processor")]
    Processor,

    /// <summary>Where records are delivered; the quarantine is one too.</summary>
    [JsonStringEnumMemberName("sink")]
    Sink,
}
