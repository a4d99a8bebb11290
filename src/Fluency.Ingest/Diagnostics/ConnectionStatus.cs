namespace Fluency.Ingest.Diagnostics;

/// <summary>What went from one component to another.</summary>
/// <remarks>
/// Main and Otherwise connections, and those from a router to the quarantine, count records of settled objects, each once, as <see cref="PipeStatistics.Records"/> does: those out of the sources add up to
/// <see cref="RecordStatistics.Read"/>. Those from a sink to the quarantine count records as they go there. Objects and deliveries that go to the quarantine as a whole are no records: see the errors of their source.
/// </remarks>
public sealed record ConnectionStatus
{
    /// <summary>The <see cref="ComponentStatus.Id"/> of the component it comes from.</summary>
    public required string From { get; init; }

    /// <summary>The <see cref="ComponentStatus.Id"/> of the component it goes to.</summary>
    public required string To { get; init; }

    /// <summary>Why it goes there.</summary>
    public required ConnectionKind Kind { get; init; }

    /// <summary>How many records went, since the pipe was built.</summary>
    public required long Records { get; init; }

    /// <summary>How many go.</summary>
    public required FlowRate Rate { get; init; }
}
