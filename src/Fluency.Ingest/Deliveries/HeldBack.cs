namespace Fluency.Ingest.Deliveries;

/// <summary>Why an object was not tried.</summary>
/// <param name="Failure">The last failure of its container, in words that say so.</param>
/// <param name="For">How long it is not to be tried.</param>
sealed record HeldBack(Failure Failure, TimeSpan For);
