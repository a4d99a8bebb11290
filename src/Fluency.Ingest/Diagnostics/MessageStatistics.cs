namespace Fluency.Ingest.Diagnostics;

/// <summary>Settlements of deliveries.</summary>
/// <param name="Received">Handed out by the source, each time it was.</param>
/// <param name="Complete">Done.</param>
/// <param name="Returned">Given back, to come again.</param>
/// <param name="Rejected">Left to the source's place for rejected ones, or kept in the quarantine.</param>
public sealed record MessageStatistics(long Received, long Complete, long Returned, long Rejected)
{
    /// <summary>Deliveries that lost their place in the order since they were not ready in time.</summary>
    public long Overtaken { get; init; }
}
