namespace Fluency.Ingest.Diagnostics;

/// <summary>What a sink was written.</summary>
/// <param name="Records">Records made durable.</param>
/// <param name="Bytes">Their bytes, with envelopes, before the sink's own framing.</param>
/// <param name="Batches">Writes that succeeded, at least in part.</param>
/// <param name="Retries">Writes that were tried again.</param>
public sealed record SinkStatistics(long Records, long Bytes, long Batches, long Retries);
