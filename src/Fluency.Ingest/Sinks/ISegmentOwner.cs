using System.Diagnostics;

namespace Fluency.Ingest.Sinks;

/// <summary>Who waits for a segment's records to become durable. Called by lanes, from any thread.</summary>
interface ISegmentOwner
{
    /// <summary>Whether nobody waits any more (the lease was lost): what is not yet written need not be.</summary>
    bool IsAbandoned { get; }

    /// <summary>What the records of one delivery share: a write that failed is split along it.</summary>
    object Delivery { get; }

    /// <summary>The span of the delivery, to which that of a write links; none by default.</summary>
    ActivityContext Trace => default;

    /// <summary>All records of the segment are durable, in their sink or in the quarantine.</summary>
    void OnSettled(Segment segment);

    /// <summary>Records that a sink did not take have become durable in the quarantine. Their segment is settled only after that.</summary>
    void OnQuarantined(IReadOnlyList<uint> indexes);

    /// <summary>The segment ended without all its records being durable.</summary>
    void OnFailed(Segment segment, Failure failure);
}
