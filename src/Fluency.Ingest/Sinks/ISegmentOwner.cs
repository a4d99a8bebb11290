namespace Fluency.Ingest.Sinks;

/// <summary>Who waits for a segment's records to become durable. Called by lanes, from any thread.</summary>
interface ISegmentOwner
{
    /// <summary>Whether nobody waits any more (the lease was lost): what is not yet written need not be.</summary>
    bool IsAbandoned { get; }

    /// <summary>What the records of one delivery share: a write that failed is split along it.</summary>
    object Delivery { get; }

    /// <summary>All records of the segment are durable, in their sink or in the quarantine.</summary>
    void OnSettled(Segment segment);

    /// <summary>The sink refused a record for good; it goes to the quarantine, and the segment is settled only once it is durable there.</summary>
    void OnRefused(Record record);

    /// <summary>The segment ended without all its records being durable.</summary>
    void OnFailed(Segment segment, Failure failure);
}
