namespace Fluency.Ingest.Sinks;

/// <summary>A file of lines with one writer, which grows by whole batches: what stands in it up to its length is on the disk and ends with a line end.</summary>
sealed class LineFile : IDisposable
{
    // 64 KiB: most torn lines (records of 1 to 3 KB, 256 KB at most from CloudTrail) are found in one read.
    const int BlockBytes = 64 * 1024;

    readonly FileStream _file;
    readonly string _path;

    // A device keeps nothing that could be looked at again.
    readonly bool _isRegular;

    // Where the next batch begins: the end of the last durable one.
    long _length;

    // Set while a batch is not known to be durable: bytes behind _length may then stand in the file.
    bool _hasUnfinishedBatch;

    LineFile(FileStream file, string path)
    {
        _file = file;
        _path = path;
        _isRegular = UnixFile.KindOf(path) == FileKind.Regular;
    }

    /// <summary>Opens a file for the one writer it may have: unbuffered, since every write is a whole batch and is flushed.</summary>
    public static FileStream OpenExclusively(string path)
    {
        // On Windows an open file can be renamed only if its opener allowed it.
        var file = Open(path, OperatingSystem.IsWindows() ? FileShare.Read | FileShare.Delete : FileShare.Read);
        try
        {
            if (!OperatingSystem.IsWindows() && !UnixFile.TryLockForWriting(file))
            {
                file.Dispose();
                file = Open(path, FileShare.None);
                UnixFile.AdmitReaders(file);
            }

            UnixFile.AppendOnly(file);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Opens or creates the file with the folders above it, and cuts off the last line if it is torn.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="open">Opens the file, usually <see cref="OpenExclusively"/>.</param>
    /// <param name="mode">The mode of a file that is made; nothing leaves it to the process's mask.</param>
    public static LineFile Open(string path, Func<string, FileStream> open, UnixFileMode? mode = null)
    {
        var target = TargetOf(path);
        var folder = Path.GetDirectoryName(target)!;
        CreateFolder(folder);
        if (mode is { } own && !File.Exists(target))
        {
            UnixFile.Create(target, own).Dispose();
        }

        var file = open(path);
        try
        {
            UnixFile.FlushFolder(folder);
            var lines = new LineFile(file, path);
            lines.CutTornLine();
            return lines;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The file behind a link, and behind all that follow it, also where there is none yet; what is no link is itself.</summary>
    public static string TargetOf(string path) =>
        new FileInfo(path) is { LinkTarget: not null } link ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName : path;

    /// <summary>Bytes that are on the disk.</summary>
    public long Length => _length;

    /// <summary>Who may do what with it; nothing on Windows.</summary>
    public UnixFileMode? Mode => OperatingSystem.IsWindows() ? null : File.GetUnixFileMode(_file.SafeFileHandle);

    /// <summary>When the file was created, as far as the file system tells.</summary>
    public DateTimeOffset Created => File.GetCreationTimeUtc(_file.SafeFileHandle);

    /// <summary>
    /// Whether the path still names this file, with the length that this writer gave it. If not, it was rotated, removed or emptied meanwhile (or another program
    /// wrote to it, which the lock keeps only polite ones from), and must be opened anew, lest records go to a file that nobody sees.
    /// </summary>
    /// <remarks>The length alone does not tell: an empty file that is rotated is replaced by an empty one. Where more cannot be known (but on Linux), it has to do.</remarks>
    public bool IsInPlace => IsInPlaceWith(_length);

    /// <summary>Whether the path has gone on to another file, or this one cannot even be asked any more (of a disk that was mounted anew): nothing can be done with it.</summary>
    public bool IsLost => OperatingSystem.IsLinux() && UnixFile.IsNamed(_file.SafeFileHandle, _path) is not true;

    /// <summary>Removes what a failed or cancelled write left behind.</summary>
    public void CutUnfinishedBatch()
    {
        if (!_hasUnfinishedBatch)
        {
            return;
        }

        if (RandomAccess.GetLength(_file.SafeFileHandle) > _length)
        {
            _file.SetLength(_length);
        }

        _hasUnfinishedBatch = false;
    }

    /// <summary>Appends whole lines. They are on the disk when the task completes; when it fails, they are cut off before the next ones.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="lent">A record whose batch may have lent them.</param>
    /// <param name="cancellationToken">Gives the write up.</param>
    /// <exception cref="InvalidOperationException">The batch was taken back meanwhile, by somebody who did not wait for the write: other records may stand in the file.</exception>
    public async ValueTask AppendAsync(ReadOnlyMemory<byte> lines, Record lent, CancellationToken cancellationToken)
    {
        CutUnfinishedBatch();
        cancellationToken.ThrowIfCancellationRequested();
        _hasUnfinishedBatch = true;
        _file.Position = _length;
        await _file.WriteAsync(lines, cancellationToken).ConfigureAwait(false);
        Interlocked.MemoryBarrier();
        lent.ThrowIfOver();

        // There is no asynchronous way to flush to the disk. The write above has left the caller's thread, so it is one of the pool's that waits here.
        _file.Flush(flushToDisk: true);

        // Who renames a file and puts it away may not have found these lines in it, and who empties it takes them along.
        var length = _length + lines.Length;
        if (!IsInPlaceWith(length))
        {
            throw new IOException($"{_path} was renamed, emptied or removed while records were written to it; they are written again.");
        }

        _length = length;
        _hasUnfinishedBatch = false;
    }

    public void Dispose()
    {
        try
        {
            CutUnfinishedBatch();
        }
        catch (IOException)
        {
            // The disk still refuses. What remains is a batch that no source was told to forget: its whole lines may appear twice, its torn one is cut at the next start.
        }
        finally
        {
            _file.Dispose();
        }
    }

    static FileStream Open(string path, FileShare share) => new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, share, bufferSize: 0);

    bool IsInPlaceWith(long length)
    {
        if (!_isRegular)
        {
            return true;
        }

        // The length of a link is that of its text.
        var file = new FileInfo(TargetOf(_path));
        return file.Exists && file.Length == length && UnixFile.IsNamed(_file.SafeFileHandle, _path) is null or true;
    }

    static void CreateFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        var parent = Path.GetDirectoryName(folder);
        if (parent is not null)
        {
            CreateFolder(parent);
        }

        Directory.CreateDirectory(folder);
        if (parent is not null)
        {
            UnixFile.FlushFolder(parent);
        }
    }

    void CutTornLine()
    {
        if (!_file.CanSeek)
        {
            throw new NotSupportedException($"{_path} is no regular file.");
        }

        var end = RandomAccess.GetLength(_file.SafeFileHandle);
        _length = EndOfLastLine(end);
        if (_length < end)
        {
            _file.SetLength(_length);
        }
    }

    // Backwards, since the file may be huge and its last line end is near.
    long EndOfLastLine(long end)
    {
        var block = new byte[Math.Min(BlockBytes, end)];
        while (end > 0)
        {
            var start = Math.Max(0, end - block.Length);
            var bytes = block.AsSpan(0, (int)(end - start));
            ReadExactly(bytes, start);
            var lineEnd = bytes.LastIndexOf((byte)'\n');
            if (lineEnd >= 0)
            {
                return start + lineEnd + 1;
            }

            end = start;
        }

        return 0;
    }

    void ReadExactly(Span<byte> bytes, long offset)
    {
        while (!bytes.IsEmpty)
        {
            var read = RandomAccess.Read(_file.SafeFileHandle, bytes, offset);
            if (read == 0)
            {
                throw new EndOfStreamException($"{_path} became shorter while its last line was looked for.");
            }

            bytes = bytes[read..];
            offset += read;
        }
    }
}
