namespace Fluency.Ingest.Sinks;

/// <summary>When a lane that is free writes what it has: the decision alone, so that it can be tested without a clock or a sink.</summary>
/// <param name="MaxRecords">Most records in a batch.</param>
/// <param name="MaxBytes">Most bytes in a batch.</param>
/// <param name="MaxWait">Longest wait for more.</param>
readonly record struct FlushPolicy(int MaxRecords, int MaxBytes, TimeSpan MaxWait)
{
    /// <summary>Whether so much makes a batch.</summary>
    public bool IsFull(long records, long bytes) => records >= MaxRecords || bytes >= MaxBytes;

    /// <summary>How long to wait for more; zero to write now.</summary>
    /// <param name="records">Records that wait.</param>
    /// <param name="bytes">Their bytes.</param>
    /// <param name="oldest">How long the oldest has waited.</param>
    /// <param name="moreIsComing">Whether anything upstream can still add to them.</param>
    public TimeSpan WaitFor(long records, long bytes, TimeSpan oldest, bool moreIsComing)
    {
        if (!moreIsComing || IsFull(records, bytes) || oldest >= MaxWait)
        {
            return TimeSpan.Zero;
        }

        return MaxWait - oldest;
    }
}
