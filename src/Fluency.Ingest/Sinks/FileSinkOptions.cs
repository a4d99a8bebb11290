namespace Fluency.Ingest.Sinks;

/// <summary>Settings of a <see cref="FileSink"/>.</summary>
public sealed class FileSinkOptions
{
    /// <summary>The file that records are appended to. It and the folders above it are created at the first write, not before.</summary>
    /// <value>A path; a relative one is taken from the working folder at the time when the sink is created. No default.</value>
    public string Path { get; set; } = "";
}
