namespace Fluency.Ingest.CloudTrail;

/// <summary>Which objects are data, and when what they hold happened. For the status: whether data flows is not to be told from what CloudTrail sends by itself.</summary>
static class DataObjects
{
    /// <summary>Whether an object's records are data: all are, but for those that CloudTrail's key says are a digest (hashes of the files) or Insights.</summary>
    public static bool IsData(string name) =>
        !MayBeOther(name) || !CloudTrailKey.TryParse(name, out var key) || key.Kind is not (CloudTrailKind.Digest or CloudTrailKind.Insight);

    /// <summary>Whether CloudTrail's key says that an object is a digest.</summary>
    public static bool IsDigest(string name) => MayBeOther(name) && CloudTrailKey.TryParse(name, out var key) && key.Kind == CloudTrailKind.Digest;

    /// <summary>When the event of a record happened, if it says so as CloudTrail does.</summary>
    public static DateTimeOffset? EventTimeOf(ReadOnlySpan<byte> record) =>
        EventTime.TryFind(record, out var milliseconds) ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;

    // Taking a key apart makes texts; nearly no object needs it.
    static bool MayBeOther(string name) =>
        name.Contains("/CloudTrail-Digest/", StringComparison.Ordinal) || name.Contains("/CloudTrail-Insight/", StringComparison.Ordinal);
}
