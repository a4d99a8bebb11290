namespace Fluency.Ingest.Routing;

/// <summary>What became of records in one route: those that neither were dropped nor left it were delivered.</summary>
struct RouteTally
{
    public long Entered;
    public long Dropped;
    public long Aborted;
    public long Errors;

    /// <summary>By the position of the processor; null while all have passed everything, as most objects do.</summary>
    public ProcessorTally[]? Processors;

    public readonly long Delivered => Entered - Dropped - Aborted;
}
