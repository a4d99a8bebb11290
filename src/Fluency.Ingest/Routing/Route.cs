namespace Fluency.Ingest.Routing;

/// <summary>A route as it runs: which records, which processors in their order, which sinks.</summary>
sealed class Route
{
    /// <summary>How people name it.</summary>
    public required string Name { get; init; }

    /// <summary>Which records it takes; null takes all.</summary>
    public RecordSelector? Selector { get; init; }

    /// <summary>The processors in the order of execution.</summary>
    public required IReadOnlyList<RouteProcessor> Processors { get; init; }

    /// <summary>Positions of its sinks among the pipe's sinks.</summary>
    public required IReadOnlyList<int> Sinks { get; init; }
}
