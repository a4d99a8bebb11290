using Fluency.Ingest.Sinks;

namespace Fluency.Ingest.Tool;

/// <summary>A file that is written whole or not at all: it is renamed into its place. A device, a pipe or a link stays what it is.</summary>
static class WholeFile
{
    // Whatever stands behind these is open in this process: something may have been written to it.
    static readonly string[] Descriptors = ["/dev/std", "/dev/fd/", "/proc/"];

    /// <summary>What is wrong with an option that names one, before anything is done; null if nothing is.</summary>
    public static string? ErrorOf(string option, string path) =>
        Directory.Exists(path) || Path.EndsInDirectorySeparator(path) ? $"{option} is '{path}', a folder, but must be a file." : null;

    /// <summary>What to do where <c>--output</c> names a file that is there.</summary>
    public static string Exists(string output) => $"{Path.GetFullPath(output)} exists. Give --force to overwrite it, or --output to write another file.";

    /// <summary>Writes it, and makes the folders above it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">All of it.</param>
    /// <param name="replaces">Whether it takes the place of one that has content.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False if there is one that it does not replace.</returns>
    public static async Task<bool> TryWriteAsync(string path, ReadOnlyMemory<byte> content, bool replaces, CancellationToken cancellationToken = default)
    {
        var fullPath = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(fullPath)!);
        if (await TryWriteInPlaceAsync(fullPath, content, cancellationToken).ConfigureAwait(false))
        {
            return true;
        }

        var target = LineFile.TargetOf(fullPath);
        if (!replaces && File.Exists(target))
        {
            return false;
        }

        await ReplaceAsync(target, content, replaces, cancellationToken).ConfigureAwait(false);
        return true;
    }

    static async Task ReplaceAsync(string target, ReadOnlyMemory<byte> content, bool replaces, CancellationToken cancellationToken)
    {
        var temporary = $"{target}.{Environment.ProcessId}.tmp";
        try
        {
            await File.WriteAllBytesAsync(temporary, content, cancellationToken).ConfigureAwait(false);
            File.Move(temporary, target, replaces);
        }
        catch
        {
            // The disk is full, perhaps: half a file helps nobody.
            File.Delete(temporary);
            throw;
        }
    }

    // Only a file that has a length can lose anything. Devices and pipes have none, and are not to be replaced.
    static async Task<bool> TryWriteInPlaceAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        }
        catch (FileNotFoundException)
        {
            return false;
        }

        await using var end = file.ConfigureAwait(false);
        if (file.CanSeek)
        {
            if (file.Length > 0 && !Descriptors.Any(prefix => path.StartsWith(prefix, StringComparison.Ordinal)))
            {
                return false;
            }

            file.Seek(0, SeekOrigin.End);
        }

        await file.WriteAsync(content, cancellationToken).ConfigureAwait(false);
        return true;
    }
}
