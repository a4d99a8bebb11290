namespace Fluency.Ingest.Tests.Support;

/// <summary>What came out of a text: the records before the end or the failure.</summary>
sealed record SplitResult(IReadOnlyList<string> Records, IngestException? Failure)
{
    public FailureCause? Cause => Failure?.Cause;
}
