namespace Fluency.Ingest.Deliveries;

/// <summary>After what time a rejected message is visible again: growing from receive to receive, so that one on its way to the dead-letter queue is no hot loop.</summary>
readonly record struct SqsReturns(TimeSpan First, TimeSpan Max)
{
    /// <summary>The delay after a receive.</summary>
    /// <param name="attempt">Which receive it was, from 1.</param>
    public TimeSpan After(int attempt) => Backoff.After(attempt, First, Max, Random.Shared.NextDouble());
}
