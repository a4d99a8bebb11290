namespace Fluency.Ingest.Diagnostics;

/// <summary>What became of records: each is read once and is exactly one of the other four.</summary>
struct RecordCounts
{
    public long Read;
    public long Delivered;
    public long Dropped;
    public long Unrouted;
    public long Quarantined;
}
