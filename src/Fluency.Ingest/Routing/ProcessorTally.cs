namespace Fluency.Ingest.Routing;

/// <summary>How often a processor answered something else than Pass.</summary>
struct ProcessorTally
{
    public long Dropped;
    public long Aborted;
    public long Errors;

    /// <summary>The last error, if there was any.</summary>
    public RecordError LastError;

    /// <summary>How many records the next processor does not see.</summary>
    public readonly long Kept => Dropped + Aborted + Errors;
}
