namespace Fluency.Ingest.CloudTrail;

/// <summary>What an object that CloudTrail wrote holds, as the folder in its key says.</summary>
enum CloudTrailKind
{
    /// <summary><c>CloudTrail</c>: management and data events.</summary>
    Events,

    /// <summary><c>CloudTrail-Insight</c>.</summary>
    Insight,

    /// <summary><c>CloudTrail-NetworkActivity</c>.</summary>
    NetworkActivity,

    /// <summary><c>CloudTrail-Aggregated</c>.</summary>
    Aggregated,

    /// <summary><c>CloudTrail-Digest</c>: hashes of the files, and no records.</summary>
    Digest,
}
