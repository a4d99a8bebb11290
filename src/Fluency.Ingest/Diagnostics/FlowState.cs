using System.Text.Json.Serialization;

namespace Fluency.Ingest.Diagnostics;

/// <summary>Whether data flows through a component, from the worst to be seen first: see <see cref="ComponentStatus.State"/> for how it is decided.</summary>
/// <remarks>In JSON: <c>idle</c>, <c>flowing</c>, <c>degraded</c>, <c>blocked</c>, <c>stopped</c>.</remarks>
public enum FlowState
{
    /// <summary>Grey: nothing is wrong, and no data has come through within the window.</summary>
    [JsonStringEnumMemberName("idle")]
    Idle,

    /// <summary>Green: data came through within the window.</summary>
    [JsonStringEnumMemberName("flowing")]
    Flowing,

    /// <summary>Amber: it goes on, but something needs a look. The reason says what.</summary>
    [JsonStringEnumMemberName("degraded")]
    Degraded,

    /// <summary>Red: it does not go on until a person or another system mends something. The reason says what.</summary>
    [JsonStringEnumMemberName("blocked")]
    Blocked,

    /// <summary>The pipe was not started, or its run has ended.</summary>
    [JsonStringEnumMemberName("stopped")]
    Stopped,
}
