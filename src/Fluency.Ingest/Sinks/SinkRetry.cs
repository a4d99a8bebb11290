namespace Fluency.Ingest.Sinks;

/// <summary>Delays between tries of a sink that fails transiently.</summary>
/// <param name="FirstDelay">After the first failure; doubled from then on, with jitter.</param>
/// <param name="MaxDelay">The longest.</param>
readonly record struct SinkRetry(TimeSpan FirstDelay, TimeSpan MaxDelay);
