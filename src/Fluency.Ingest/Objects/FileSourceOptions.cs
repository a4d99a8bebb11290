namespace Fluency.Ingest.Objects;

/// <summary>Which files a <see cref="FileSource"/> reads.</summary>
public sealed class FileSourceOptions
{
    /// <summary>Files and folders, absolute or relative to the current folder; read in this order.</summary>
    /// <value>Empty by default; at least one must be named. A file is read whatever its name; a folder is searched for <see cref="Patterns"/>, with all folders below it. What the pipe itself writes there (its file sinks and quarantine) is left out of a folder, and must not be named.</value>
    public IList<string> Paths { get; init; } = [];

    /// <summary>Names of the files to read in a folder: <c>*</c> stands for any characters, <c>?</c> for one; case does not matter.</summary>
    /// <value>Default <c>*.json</c>, <c>*.jsonl</c>, <c>*.ndjson</c>, <c>*.gz</c> (which includes <c>*.json.gz</c> and <c>*.log.gz</c>). If any are named, they stand alone.</value>
    /// <remarks>A pattern that is too wide costs a failure for each file that is no log. What a name ends with does not decide how the file is read: its content does.</remarks>
    public IList<string> Patterns { get; init; } = [];
}
