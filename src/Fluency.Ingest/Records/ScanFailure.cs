namespace Fluency.Ingest.Records;

/// <summary>Why a text could not be split into records.</summary>
/// <param name="Cause">The kind.</param>
/// <param name="Offset">The byte of the decompressed object at which it showed.</param>
/// <param name="Reason">The rest of a sentence that begins with the object's name.</param>
readonly record struct ScanFailure(FailureCause Cause, long Offset, string Reason);
