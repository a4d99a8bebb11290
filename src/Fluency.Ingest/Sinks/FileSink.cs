using Microsoft.Extensions.Options;

namespace Fluency.Ingest.Sinks;

/// <summary>Appends records to a file, one JSON object a line (UTF-8 without byte order mark, lines end with a line feed).</summary>
/// <remarks>
/// <para>Durable means: flushed to the disk. When a write returns, its records survive a crash of the process and of the machine; on Unix the file's name in its
/// folder is made durable too. One write and one flush serve a whole batch, so larger batches cost less for each record.</para>
/// <para>A record is written byte for byte as AWS wrote it (or as processors made it), unless it contains line ends: then the white space between its tokens is left out.</para>
/// <para>The file never keeps half a batch: what a failed or cancelled write left is cut off before the next one. A last line that a killed process left torn is
/// cut off when the file is opened; a file without any line end is emptied.</para>
/// <para>The file has one writer: a second one fails, readers are admitted. It may be rotated by others while the sink runs, by renaming or removing it: the next batch
/// then goes to a new file of that name, and one that was just being written goes there again. Where it is copied and emptied (<c>copytruncate</c>) the sink goes on in
/// the emptied file, but what is written between the copy and the emptying is lost by that: rename it, or let the sink rotate it.</para>
/// <para>The sink rotates it itself by <see cref="FileSinkOptions.MaxFileBytes"/> and <see cref="FileSinkOptions.MaxFileAge"/>: the file is completed by renaming it, from
/// <c>events.ndjson</c> to <c>events-20261128T101434123Z.ndjson</c> (the time of its completion, UTC), so that <c>events-*</c> names only files that do not change any
/// more. With <see cref="FileSinkOptions.Compression"/> they are then compressed beside the writing; such a file appears under its last name, <c>.ndjson.gz</c>, when
/// it is whole and on the disk. What a killed process or a full disk left uncompressed is compressed later.</para>
/// <para>Writes may come from several threads; they take turns.</para>
/// </remarks>
public sealed class FileSink : ISink, IAsyncDisposable
{
    readonly string _path;
    readonly Func<string, FileStream> _open;

    // One write at a time, whoever calls: a sink may be the quarantine of several pipes. All fields below belong to whoever has the turn.
    readonly SemaphoreSlim _turn = new(1);
    readonly RecordLineWriter _lines = new();
    readonly TimeProvider _time;
    readonly FileRotation _rotation;
    readonly bool _compresses;
    readonly ITimer? _age;
    LineFile? _file;
    CompleteFiles? _completed;

    // Of the file that was completed last: the next one is for no more eyes than it was.
    UnixFileMode? _mode;
    Task _compressing = Task.CompletedTask;
    bool _isDisposed;

    /// <summary>Creates the sink. The file is not touched before the first write.</summary>
    /// <param name="options">Where to write, and when a file is complete.</param>
    /// <param name="timeProvider">The clock that ages and names files; by default the system's.</param>
    /// <exception cref="OptionsValidationException"><see cref="FileSinkOptions.Path"/> is missing or names a folder, or another option is out of its range.</exception>
    public FileSink(FileSinkOptions options, TimeProvider? timeProvider = null)
        : this(options, LineFile.OpenExclusively, timeProvider)
    {
    }

    internal FileSink(FileSinkOptions options, Func<string, FileStream> open, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var result = new FileSinkOptionsValidator().Validate(name: null, options);
        if (result.Failed)
        {
            throw new OptionsValidationException(nameof(FileSinkOptions), typeof(FileSinkOptions), result.Failures);
        }

        _path = Path.GetFullPath(options.Path);
        _open = open;
        _time = timeProvider ?? TimeProvider.System;
        _rotation = new FileRotation(options, _time);
        _compresses = options.Compression == FileCompression.Gzip;
        _age = options.MaxFileAge is null ? null : _time.CreateTimer(static sink => _ = ((FileSink)sink!).CompleteAgedAsync(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The full path of the file.</summary>
    internal string FullPath => _path;

    /// <summary>Whether the file is ever completed, by renaming it.</summary>
    internal bool CompletesFile => _rotation.IsWanted;

    /// <inheritdoc/>
    /// <exception cref="SinkException">
    /// The file cannot be written: the disk is full, another writer has the file, access is denied, the path is unusable. Always transient, since no record is at fault: they wait.
    /// </exception>
    public async ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (batch.Count > 0)
            {
                await AppendAsync(_lines.LinesOf(batch), batch[0], cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _lines.Clear();
            _turn.Release();
        }
    }

    /// <summary>Opens the file before there is anything to write, so that a wrong path is told at once.</summary>
    /// <exception cref="SinkException">The file cannot be opened.</exception>
    internal void Open()
    {
        try
        {
            FileInPlace();
        }
        catch (Exception exception) when (FileSinkFailure.IsOfFile(exception))
        {
            throw FileSinkFailure.Of(exception, _path);
        }
    }

    /// <summary>Waits for the write in progress and for files that are being compressed, if there are any, and closes the file.</summary>
    /// <returns>Completes when the file is closed.</returns>
    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            _isDisposed = true;
            _age?.Dispose();
            await _compressing.ConfigureAwait(false);
            _file?.Dispose();
            _file = null;
            _lines.Dispose();
        }
        finally
        {
            _turn.Release();
        }
    }

    async ValueTask AppendAsync(ReadOnlyMemory<byte> lines, Record lent, CancellationToken cancellationToken)
    {
        try
        {
            var file = FileInPlace();
            if (_rotation.IsComplete(file.Length, lines.Length))
            {
                Complete();
                file = FileInPlace();
            }

            await file.AppendAsync(lines, lent, cancellationToken).ConfigureAwait(false);
            _rotation.Written();
            WatchAge();
        }
        catch (Exception exception) when (FileSinkFailure.IsOfFile(exception))
        {
            throw FileSinkFailure.Of(exception, _path);
        }
    }

    LineFile FileInPlace()
    {
        if (_file is not null && !IsWellAndInPlace(_file))
        {
            _file.Dispose();
            _file = null;
        }

        return _file ??= OpenFile();
    }

    static bool IsWellAndInPlace(LineFile file)
    {
        try
        {
            file.CutUnfinishedBatch();
            return file.IsInPlace;
        }
        catch (IOException) when (file.IsLost)
        {
            // What was to be cut is of a batch that no source was told to forget.
            return false;
        }
    }

    LineFile OpenFile()
    {
        var file = LineFile.Open(_path, _open, _mode);
        _rotation.Open(file);

        // Of a link it is the file that is completed, not the link.
        _completed = new CompleteFiles(LineFile.TargetOf(_path));
        CompressCompleted();
        WatchAge();
        return file;
    }

    void Complete()
    {
        _mode = _file!.Mode;
        _completed!.Add(_time.GetUtcNow());
        _file.Dispose();
        _file = null;
    }

    void WatchAge()
    {
        if (_rotation.DueIn() is { } due)
        {
            _age!.Change(due < TimeSpan.Zero ? TimeSpan.Zero : due, Timeout.InfiniteTimeSpan);
        }
    }

    async Task CompleteAgedAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            if (!_isDisposed && _file is not null)
            {
                CompleteIfAged();
            }
        }
        catch (Exception exception) when (FileSinkFailure.IsOfFile(exception))
        {
            // The next write tries it again, and has somebody to tell of it.
        }
        finally
        {
            _turn.Release();
        }
    }

    void CompleteIfAged()
    {
        if (!_rotation.IsComplete(FileInPlace().Length, more: 0))
        {
            // Completed by a write meanwhile, or the timer was ahead of the clock.
            WatchAge();
            return;
        }

        Complete();
        CompressCompleted();
    }

    // One at a time and beside the writing: it takes seconds for a large file.
    void CompressCompleted()
    {
        if (_compresses)
        {
            var files = _completed!;
            _compressing = _compressing.ContinueWith(_ => CompressAll(files), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    static void CompressAll(CompleteFiles files)
    {
        try
        {
            files.CompressAll();
        }
        catch (Exception exception) when (FileSinkFailure.IsOfFile(exception))
        {
            // The folder cannot be listed. It is tried again when the next file is completed.
        }
    }
}
