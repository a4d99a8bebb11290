namespace Fluency.Ingest.Diagnostics;

/// <summary>Objects.</summary>
/// <param name="Read">Proven whole and settled.</param>
/// <param name="Failed">Failed, each time they did.</param>
/// <param name="Quarantined">Kept in the quarantine.</param>
/// <param name="BytesCompressed">Bytes received, also of objects that failed.</param>
/// <param name="BytesDecompressed">What they were decompressed to.</param>
public sealed record ObjectStatistics(long Read, long Failed, long Quarantined, long BytesCompressed, long BytesDecompressed);
