using System.Text.Json.Serialization;

namespace Fluency.Ingest.Diagnostics;

/// <summary>A pipe at one moment: whether data flows, and if not, where and why. Immutable; see <see cref="Pipe.GetStatus"/>.</summary>
public sealed record PipeStatus
{
    /// <summary>The pipe's name.</summary>
    public required string Name { get; init; }

    /// <summary>When this was so, by the pipe's clock.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The worst of its components' states, from Blocked to Degraded, Flowing and Idle; Stopped when the pipe does not run and none of them is Blocked.</summary>
    public required FlowState State { get; init; }

    /// <summary>The reason of the component that decides <see cref="State"/>, with its name.</summary>
    public required string Reason { get; init; }

    /// <summary>Since when the component that decides is so.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>How long after the last record data counts as flowing, and over which rates are averaged: <see cref="Deliveries.PipeOptions.FlowWindow"/>. Seconds in JSON.</summary>
    [JsonPropertyName("windowSeconds")]
    [JsonConverter(typeof(SecondsJsonConverter))]
    public required TimeSpan Window { get; init; }

    /// <summary>Sources, then routers with their routes and processors, then sinks; each in the order in which they were described.</summary>
    public required IReadOnlyList<ComponentStatus> Components { get; init; }

    /// <summary>What goes from where to where.</summary>
    public required IReadOnlyList<ConnectionStatus> Connections { get; init; }

    /// <summary>What the pipe has done so far.</summary>
    public required PipeStatistics Statistics { get; init; }
}
