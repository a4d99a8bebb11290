namespace Fluency.Ingest.Sinks;

/// <summary>What a path names, where it is no folder.</summary>
enum FileKind
{
    /// <summary>A file that keeps what is written to it.</summary>
    Regular = 0,

    /// <summary>A pipe or socket: what was written to it cannot be cut back.</summary>
    Pipe,

    /// <summary>A device, such as <c>/dev/null</c>.</summary>
    Device,
}
