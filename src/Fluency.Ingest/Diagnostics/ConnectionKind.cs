using System.Text.Json.Serialization;

namespace Fluency.Ingest.Diagnostics;

/// <summary>Why something goes from one component to another.</summary>
/// <remarks>In JSON: <c>main</c>, <c>otherwise</c>, <c>quarantine</c>.</remarks>
public enum ConnectionKind
{
    /// <summary>The way of the data: source to router, router to route, route to sink.</summary>
    [JsonStringEnumMemberName("main")]
    Main,

    /// <summary>Router to the sink that gets what no route takes.</summary>
    [JsonStringEnumMemberName("otherwise")]
    Otherwise,

    /// <summary>To the quarantine: from a router, what no route takes; from a sink, what it did not take.</summary>
    [JsonStringEnumMemberName("quarantine")]
    Quarantine,
}
