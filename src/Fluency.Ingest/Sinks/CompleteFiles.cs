using System.Globalization;
using System.IO.Compression;

namespace Fluency.Ingest.Sinks;

/// <summary>The completed files of a sink: they stand beside the one that is being written, with the time of their completion in their name.</summary>
/// <remarks><c>events.ndjson</c> becomes <c>events-20261128T101434123Z.ndjson</c>: in the order of their names they are in the order of their completion.</remarks>
sealed class CompleteFiles
{
    const string Gzip = ".gz";
    const string Unfinished = ".tmp";
    const string TimeFormat = "yyyyMMdd'T'HHmmssfff'Z'";

    readonly string _path;
    readonly string _folder;
    readonly string _stem;
    readonly string _extension;

    /// <param name="path">The file that is being written.</param>
    public CompleteFiles(string path)
    {
        _path = path;
        _folder = Path.GetDirectoryName(path)!;
        _stem = Path.GetFileNameWithoutExtension(path) + "-";
        _extension = Path.GetExtension(path);
    }

    /// <summary>Whether a file is this sink's: the one that is being written, or one that is complete, compressed, or being compressed.</summary>
    public bool Includes(string path) => path == _path || (Path.GetDirectoryName(path) == _folder && IsComplete(Without(Gzip, WithoutUnfinished(path))));

    /// <summary>Completes the file that is being written. The new name is durable once the folder is flushed, as it is when the next file is opened.</summary>
    public void Add(DateTimeOffset now) => File.Move(_path, NewName(now));

    /// <summary>Compresses all that are not yet: also those that an earlier process left, or where the disk was full.</summary>
    public void CompressAll()
    {
        foreach (var path in Directory.EnumerateFiles(_folder).Where(IsComplete).Order(StringComparer.Ordinal))
        {
            TryCompress(path);
        }
    }

    // One that cannot be compressed (not this process's to read, or just being moved away) must not keep all later ones from it.
    void TryCompress(string path)
    {
        try
        {
            Compress(path);
        }
        catch (Exception exception) when (FileSinkFailure.IsOfFile(exception))
        {
            // The records are safe in the file as it is. It is tried again when the next one is completed.
        }
    }

    // A name that no file has yet, with or without compression.
    string NewName(DateTimeOffset now)
    {
        // Two in the same millisecond, or after the clock was set back to one that has been.
        for (var time = now.UtcDateTime; ; time = time.AddMilliseconds(1))
        {
            var path = Path.Combine(_folder, _stem + time.ToString(TimeFormat, CultureInfo.InvariantCulture) + _extension);
            if (!File.Exists(path) && !File.Exists(path + Gzip))
            {
                return path;
            }
        }
    }

    // The compressed file gets its name only when it is on the disk, and only then the other one goes: whenever the process is killed, one of them is whole. One that
    // is found beside the other is written anew, for nobody knows who made it: a gzip of somebody else's that was killed leaves half of one.
    void Compress(string path)
    {
        var compressed = path + Gzip;

        // With a dot before it: events-* names only what is whole.
        var unfinished = Path.Combine(_folder, "." + Path.GetFileName(compressed) + Unfinished);
        try
        {
            CompressTo(unfinished, path);
            File.Move(unfinished, compressed, overwrite: true);
        }
        catch
        {
            // It may be what has filled the disk, on which the next records have to find room.
            File.Delete(unfinished);
            throw;
        }

        UnixFile.FlushFolder(_folder);
        File.Delete(path);
    }

    static void CompressTo(string unfinished, string path)
    {
        using var source = File.OpenRead(path);

        // For nobody's eyes that may not see what is compressed into it.
        File.Delete(unfinished);
        using var target = UnixFile.Create(unfinished, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(source.SafeFileHandle));
        using (var gzip = new GZipStream(target, CompressionLevel.Optimal, leaveOpen: true))
        {
            source.CopyTo(gzip);
        }

        target.Flush(flushToDisk: true);
    }

    // The dot before it, too.
    static string WithoutUnfinished(string path) =>
        Path.GetFileName(path) is ['.', .. var name] && name.EndsWith(Unfinished, StringComparison.Ordinal) ? name[..^Unfinished.Length] : path;

    static string Without(string ending, string path) => path.EndsWith(ending, StringComparison.Ordinal) ? path[..^ending.Length] : path;

    bool IsComplete(string path)
    {
        var name = Path.GetFileName(path.AsSpan());
        return name.Length == _stem.Length + "yyyyMMddTHHmmssfffZ".Length + _extension.Length
            && name.StartsWith(_stem, StringComparison.Ordinal)
            && name.EndsWith(_extension, StringComparison.Ordinal)
            && DateTime.TryParseExact(name[_stem.Length..^_extension.Length], TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
    }
}
