using Microsoft.Extensions.Options;

namespace Fluency.Ingest.Sinks;

/// <summary>Appends records to a file, one JSON object a line (UTF-8 without byte order mark, lines end with a line feed).</summary>
/// <remarks>
/// <para>Durable means: flushed to the disk. When a write returns, its records survive a crash of the process and of the machine; on Unix the file's name in its
/// folder is made durable too. One write and one flush serve a whole batch, so larger batches cost less for each record.</para>
/// <para>A record is written byte for byte as AWS wrote it (or as processors made it), unless it contains line ends: then the white space between its tokens is left out.</para>
/// <para>The file never keeps half a batch: what a failed or cancelled write left is cut off before the next one. A last line that a killed process left torn is
/// cut off when the file is opened; a file without any line end is emptied.</para>
/// <para>The file has one writer: a second one fails, readers are admitted. It may be rotated while the sink runs, by renaming, copying and emptying, or removing it:
/// the next batch then goes to a new or emptied file of that name.</para>
/// <para>Writes may come from several threads; they take turns.</para>
/// </remarks>
public sealed class FileSink : ISink, IAsyncDisposable
{
    readonly string _path;
    readonly Func<string, FileStream> _open;

    // One write at a time, whoever calls: a sink may be the quarantine of several pipes. All fields below belong to whoever has the turn.
    readonly SemaphoreSlim _turn = new(1);
    readonly RecordLineWriter _lines = new();
    LineFile? _file;
    bool _isDisposed;

    /// <summary>Creates the sink. The file is not touched before the first write.</summary>
    /// <param name="options">Where to write.</param>
    /// <exception cref="OptionsValidationException"><see cref="FileSinkOptions.Path"/> is missing or names a folder.</exception>
    public FileSink(FileSinkOptions options)
        : this(options, LineFile.OpenExclusively)
    {
    }

    internal FileSink(FileSinkOptions options, Func<string, FileStream> open)
    {
        ArgumentNullException.ThrowIfNull(options);
        var result = new FileSinkOptionsValidator().Validate(name: null, options);
        if (result.Failed)
        {
            throw new OptionsValidationException(nameof(FileSinkOptions), typeof(FileSinkOptions), result.Failures);
        }

        _path = Path.GetFullPath(options.Path);
        _open = open;
    }

    /// <summary>The full path of the file.</summary>
    internal string FullPath => _path;

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
            _lines.WriteAll(batch);
            await AppendAsync(cancellationToken).ConfigureAwait(false);
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
            _file ??= LineFile.Open(_path, _open);
        }
        catch (Exception exception) when (FileSinkFailure.IsOfFile(exception))
        {
            throw FileSinkFailure.Of(exception, _path);
        }
    }

    /// <summary>Waits for the write in progress, if there is one, and closes the file.</summary>
    /// <returns>Completes when the file is closed.</returns>
    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            _isDisposed = true;
            _file?.Dispose();
            _file = null;
            _lines.Dispose();
        }
        finally
        {
            _turn.Release();
        }
    }

    async ValueTask AppendAsync(CancellationToken cancellationToken)
    {
        try
        {
            await FileInPlace().AppendAsync(_lines.Lines, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (FileSinkFailure.IsOfFile(exception))
        {
            throw FileSinkFailure.Of(exception, _path);
        }
    }

    LineFile FileInPlace()
    {
        _file?.CutUnfinishedBatch();
        if (_file is { IsInPlace: false })
        {
            _file.Dispose();
            _file = null;
        }

        return _file ??= LineFile.Open(_path, _open);
    }
}
