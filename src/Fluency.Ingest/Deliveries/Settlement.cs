namespace Fluency.Ingest.Deliveries;

/// <summary>The answer to a delivery.</summary>
/// <param name="Disposition">What the source is told.</param>
/// <param name="SettledAs">What it counts as: a delivery whose failure is kept in the quarantine is complete for its source, but counts as rejected.</param>
/// <param name="Failures">What failed.</param>
readonly record struct Settlement(Disposition Disposition, string SettledAs, IReadOnlyList<Failure> Failures)
{
    /// <summary>Whether it was to be rejected, and neither its source nor a quarantine keeps what is.</summary>
    public bool IsUnplaced { get; init; }

    /// <summary>Whether a later try of this pipe may succeed, whose routes are what they are.</summary>
    public bool MayPass => !IsUnplaced && Failures.Any(static failure => !DispositionTable.IsFinal(failure.Cause) && failure.Cause != FailureCause.Unrouted);

    /// <summary>Whether it is returned for no other reason than that the pipe was stopped.</summary>
    public bool WasInterrupted => Disposition is ReturnDisposition && Failures.Count > 0 && Failures.All(static failure => failure.Cause == FailureCause.Shutdown);
}
