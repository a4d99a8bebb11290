namespace Fluency.Ingest.Diagnostics.Flow;

/// <summary>The moment of a snapshot.</summary>
/// <param name="Now">The time.</param>
/// <param name="Began">When the pipe was started, or was built if it was not.</param>
/// <param name="Stopped">That the pipe does not run; null while it does.</param>
readonly record struct FlowMoment(DateTimeOffset Now, DateTimeOffset Began, FlowFact? Stopped);
