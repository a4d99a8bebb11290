namespace Fluency.Ingest.Diagnostics;

/// <summary>Records of settled deliveries: read = delivered + dropped + unrouted + quarantined.</summary>
/// <param name="Read">All.</param>
/// <param name="Delivered">Durable in every sink of their routes.</param>
/// <param name="Dropped">Dropped by a processor, on purpose.</param>
/// <param name="Unrouted">Taken by no route, and discarded since the pipe says so.</param>
/// <param name="Quarantined">Durable in the quarantine: taken by no route, or refused by a sink.</param>
public sealed record RecordStatistics(long Read, long Delivered, long Dropped, long Unrouted, long Quarantined)
{
    /// <summary>Answers <see cref="ProcessorAnswer.Error"/> and exceptions of processors; the records were delivered all the same.</summary>
    public long ProcessorErrors { get; init; }
}
