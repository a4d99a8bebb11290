namespace Fluency.Ingest.Sinks;

/// <summary>Settings of a <see cref="FileSink"/>.</summary>
public sealed class FileSinkOptions
{
    /// <summary>The file that records are appended to. It and the folders above it are created at the first write, not before.</summary>
    /// <value>A path; a relative one is taken from the working folder at the time when the sink is created. No default.</value>
    public string Path { get; set; } = "";

    /// <summary>How large the file may become. A batch that would not fit begins a new file; one that is larger than this has a file of its own.</summary>
    /// <value>Bytes, 1 or more, before compression. Default <see langword="null"/>: no limit.</value>
    public long? MaxFileBytes { get; set; }

    /// <summary>How long after its first record the file is completed, also when no further record comes.</summary>
    /// <value>1 second to 49 days. Default <see langword="null"/>: no limit.</value>
    public TimeSpan? MaxFileAge { get; set; }

    /// <summary>What becomes of completed files. Needs <see cref="MaxFileBytes"/> or <see cref="MaxFileAge"/>: the file that is being written is never compressed.</summary>
    /// <value>Default <see cref="FileCompression.None"/>.</value>
    public FileCompression Compression { get; set; }
}
