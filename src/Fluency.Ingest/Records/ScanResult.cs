namespace Fluency.Ingest.Records;

/// <summary>What <see cref="RecordScanner.Scan"/> came to.</summary>
enum ScanResult
{
    /// <summary>All that was given is consumed.</summary>
    NeedsMore,

    /// <summary>A record has ended.</summary>
    Record,

    /// <summary>The text is not what it must be: see <see cref="RecordScanner.Failure"/>. Final.</summary>
    Failed,
}
