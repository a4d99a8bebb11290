namespace Fluency.Ingest.Diagnostics.Flow;

/// <summary>One thing that keeps a source from going on.</summary>
/// <param name="Since">When it was noted first.</param>
/// <param name="Last">When it was noted last.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="IsBlocking">Whether a person must mend it.</param>
readonly record struct SourceTroubleFact(DateTimeOffset Since, DateTimeOffset Last, string Reason, bool IsBlocking)
{
    /// <param name="state">What it comes to.</param>
    /// <param name="patience">How long after it was noted last it is taken to be over; null for never.</param>
    public FlowFact ToFact(FlowState state, TimeSpan? patience = null) => new(state, Since, Reason, Last + patience);
}
