namespace Fluency.Ingest.Sinks;

/// <summary>What becomes of a file that a <see cref="FileSink"/> has completed.</summary>
public enum FileCompression
{
    /// <summary>It stays as it was written.</summary>
    None,

    /// <summary>It is compressed with gzip (RFC 1952) and gets <c>.gz</c> behind its name.</summary>
    Gzip,
}
