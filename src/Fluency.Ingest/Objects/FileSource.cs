using System.IO.Enumeration;
using System.Runtime.CompilerServices;

namespace Fluency.Ingest.Objects;

/// <summary>Reads log files of the local disk, once each.</summary>
/// <remarks>
/// Each file is a delivery of its own that cannot be returned: the pipe tries again in place. The files of a folder come in the ordinal order of their full paths,
/// a file that is found twice comes once, and links to folders are not followed. Records have ids of the file's full path, length and time of last write. What is
/// written into a folder after the reading began is not seen, nor is what the pipe's own file sinks write.
/// </remarks>
public sealed class FileSource : ISource
{
    static readonly string[] DefaultPatterns = ["*.json", "*.jsonl", "*.ndjson", "*.gz"];

    readonly string[] _paths;
    readonly string[] _patterns;
    readonly List<Func<string, bool>> _outputs = [];

    /// <summary>Creates the source; the disk is not touched before it is read.</summary>
    /// <param name="options">Which files. Later changes to it have no effect.</param>
    /// <exception cref="ArgumentException">No path is named, or an empty one.</exception>
    public FileSource(FileSourceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Paths.Count == 0 || options.Paths.Any(string.IsNullOrWhiteSpace))
        {
            throw new ArgumentException($"{nameof(FileSourceOptions.Paths)} must name at least one file or folder and no empty ones, or nothing would be read.", nameof(options));
        }

        _paths = [.. options.Paths];
        _patterns = options.Patterns.Count > 0 ? [.. options.Patterns] : DefaultPatterns;
    }

    /// <summary>Creates a source of files and folders, with the default patterns.</summary>
    /// <param name="paths">See <see cref="FileSourceOptions.Paths"/>.</param>
    /// <exception cref="ArgumentException">No path is named, or an empty one.</exception>
    public FileSource(params IEnumerable<string> paths)
        : this(new FileSourceOptions { Paths = [.. paths] })
    {
    }

    /// <inheritdoc/>
    /// <exception cref="FileNotFoundException">A path is neither a file nor a folder. Nothing was handed out then.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder may not be listed. Nothing was handed out then.</exception>
    public async IAsyncEnumerable<IDelivery> ReadAsync(SourceReadOptions options, [EnumeratorCancellation] CancellationToken drainToken)
    {
        foreach (var file in FindFiles())
        {
            if (drainToken.IsCancellationRequested)
            {
                yield break;
            }

            yield return new ListedDelivery(new FileObject(file, drainToken));
        }

        await ValueTask.CompletedTask.ConfigureAwait(false);
    }

    /// <summary>Leaves files out, such as those of a sink that writes into one of the folders.</summary>
    /// <param name="isOutput">Whether a file is one of them, by its real path.</param>
    /// <returns>This source.</returns>
    internal FileSource LeaveOut(Func<string, bool> isOutput)
    {
        _outputs.Add(isOutput);
        return this;
    }

    /// <summary>The paths among those that are read by their names, rather than found in a folder, of which something is true by their real paths.</summary>
    internal IEnumerable<string> Named(Func<string, bool> isMeant) => _paths.Where(path => isMeant(RealPath.Of(path)));

    // The whole list first: a wrong path is told before anything is read, and the order of a folder needs all of its names.
    List<string> FindFiles()
    {
        var files = new List<string>();
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in _paths)
        {
            files.AddRange(FindFiles(Path.GetFullPath(path)).Where(file => !IsOutput(file) && found.Add(file)));
        }

        return files;
    }

    IEnumerable<string> FindFiles(string fullPath)
    {
        if (File.Exists(fullPath))
        {
            return [fullPath];
        }

        if (!Directory.Exists(fullPath))
        {
            throw new FileNotFoundException($"{fullPath}, named in {nameof(FileSourceOptions.Paths)}, is neither a file nor a folder (or may not be seen by this user). Nothing was read.", fullPath);
        }

        return ListFolder(fullPath).Order(StringComparer.Ordinal);
    }

    List<string> ListFolder(string folder)
    {
        var (files, folders) = (new List<string>(), new Stack<string>([folder]));
        while (folders.TryPop(out var next))
        {
            foreach (var (path, isFolder) in Entries(next))
            {
                if (isFolder)
                {
                    folders.Push(path);
                }
                else
                {
                    files.Add(path);
                }
            }
        }

        return files;
    }

    List<(string Path, bool IsFolder)> Entries(string folder)
    {
        // A folder that cannot be listed is an error: to skip it would lose its files without a word. Each is listed by itself, since the framework's error names none.
        var options = new EnumerationOptions { IgnoreInaccessible = false, AttributesToSkip = 0 };
        try
        {
            return [.. new FileSystemEnumerable<(string, bool)>(folder, static (ref FileSystemEntry entry) => (entry.ToFullPath(), entry.IsDirectory), options)
            {
                ShouldIncludePredicate = (ref FileSystemEntry entry) => entry.IsDirectory ? !entry.Attributes.HasFlag(FileAttributes.ReparsePoint) : IsLog(entry.FileName),
            }];
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new UnauthorizedAccessException(
                $"The folder {folder} may not be listed by {Environment.UserName}, so that its files would be missing. Nothing was read. Let this user list it, or name the files and folders beside it in its place.", exception);
        }
    }

    bool IsOutput(string file)
    {
        if (_outputs.Count == 0)
        {
            return false;
        }

        var real = RealPath.Of(file);
        return _outputs.Exists(isOutput => isOutput(real));
    }

    bool IsLog(ReadOnlySpan<char> name)
    {
        foreach (var pattern in _patterns)
        {
            if (FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: true))
            {
                return true;
            }
        }

        return false;
    }
}
