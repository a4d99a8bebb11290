namespace Fluency.Ingest.Sinks;

/// <summary>What a failure of the file means, and what its owner can do.</summary>
/// <remarks>Always transient, also where only its owner can mend it: no record is at fault, and a permanent failure would send everything in the queue to the quarantine.</remarks>
static class FileSinkFailure
{
    /// <summary>Whether the exception is one that files throw; all others are errors in the program.</summary>
    public static bool IsOfFile(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentOutOfRangeException;

    /// <summary>What to tell of it.</summary>
    public static SinkException Of(Exception exception, string path) => exception switch
    {
        UnauthorizedAccessException when Directory.Exists(path) =>
            Transient($"{path} is a folder, so no record can be written to it. Name a file in it.", exception),
        UnauthorizedAccessException =>
            Transient($"{path} may not be written: access is denied. Let this process write the file and create files in its folder.", exception),
        PathTooLongException =>
            Transient($"{path} is longer than the file system allows. Choose a shorter path.", exception),
        NotSupportedException =>
            Transient($"{path} is a pipe or a device, which cannot be cut back after a failed write. Name a regular file; standard output has a sink of its own.", exception),
        IOException when FileAbove(path) is { } file =>
            Transient($"{path} cannot be created, since {file} is a file and no folder. Choose another path, or move that file.", exception),
        IOException io when SystemError.IsLocked(io) =>
            Transient($"{path} is in use by another process that writes it, or by another sink of this one. Let each sink have a file of its own, or stop the other one.", exception),
        IOException io when SystemError.IsDiskFull(io) =>
            Transient($"{path} cannot grow: its disk is full, or the quota on it used up. Free some space.", exception),
        _ =>
            Transient($"{path} could not be written: {exception.Message}", exception),
    };

    static string? FileAbove(string path)
    {
        for (var folder = Path.GetDirectoryName(path); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(folder))
            {
                return folder;
            }
        }

        return null;
    }

    static SinkException Transient(string message, Exception exception) => new(message, isTransient: true, innerException: exception);
}
