using Microsoft.Win32.SafeHandles;

namespace Fluency.Ingest.Sinks;

/// <summary>Writes records to standard output, one JSON object a line (UTF-8 without byte order mark, lines end with a line feed).</summary>
/// <remarks>
/// <para>Durable means: handed to the operating system. What a pipe's reader makes of it, and whether a file that the output goes to is flushed, is beyond this sink;
/// for records that must not be lost take a <see cref="FileSink"/>.</para>
/// <para>Standard output cannot be cut back. After a failed or cancelled write the next one begins on a new line, so a torn record stays a line of its own and harms no other.</para>
/// <para>A write that is given up goes on by itself for as long as the reader of a pipe stands still; the next one begins behind it.</para>
/// <para>On Windows the runtime hides that a pipe's reader has gone; there the records after that are lost.</para>
/// <para>Writes may come from several threads; they take turns.</para>
/// </remarks>
public sealed class ConsoleSink : ISink, IAsyncDisposable
{
    /// <summary>What is said when nobody reads any more. Transient like every failure of a whole sink: no record is at fault, so none may go to the quarantine for it.</summary>
    internal const string ClosedMessage = "Standard output is closed: whoever read it has ended.";

    readonly Stream _output;

    // One write at a time, whoever calls. All fields below belong to whoever has the turn.
    readonly SemaphoreSlim _turn = new(1);
    readonly RecordLineWriter _lines = new();

    // Set while it is not known whether the output ends with a line end.
    bool _mayBeTorn;

    // The write in progress: it may be one that was given up, since a pipe whose reader stands still cannot be told to stop. It keeps the lines.
    Task _writing = Task.CompletedTask;
    bool _isDisposed;

    /// <summary>Creates the sink for this process's standard output.</summary>
    public ConsoleSink()
        : this(OpenStandardOutput())
    {
    }

    internal ConsoleSink(Stream output) => _output = output;

    /// <inheritdoc/>
    /// <exception cref="SinkException">The output is closed or could not be written; transient, since no record is at fault.</exception>
    public async ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            await EndGivenUpAsync(cancellationToken).ConfigureAwait(false);
            Render(batch);
            cancellationToken.ThrowIfCancellationRequested();
            _mayBeTorn = true;
            _writing = WriteLinesAsync();
            await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
            _mayBeTorn = false;
        }
        finally
        {
            if (_writing.IsCompleted)
            {
                _lines.Clear();
            }

            _turn.Release();
        }
    }

    /// <summary>Waits for the write in progress, if there is one that was not given up. Standard output stays open.</summary>
    /// <returns>Completes when nothing is written any more, or nobody waits for it.</returns>
    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        _isDisposed = true;
        if (_writing.IsCompleted)
        {
            _lines.Dispose();
        }

        _turn.Release();
    }

    /// <summary>Standard output as a stream that says when nobody reads it any more.</summary>
    /// <remarks>
    /// The console's own stream swallows the error of a closed pipe (EPIPE): records would count as delivered that nobody got.
    /// </remarks>
    internal static Stream OpenStandardOutput()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected)
        {
            return Console.OpenStandardOutput();
        }

        using var file = new FileStream(Handle(), FileAccess.Write, bufferSize: 0);
        return file.CanSeek ? Console.OpenStandardOutput() : new UnixPipeStream(Handle());

        static SafeFileHandle Handle() => new(1, ownsHandle: false);
    }

    // A write that was given up still has the lines, and whatever follows stands behind it.
    async ValueTask EndGivenUpAsync(CancellationToken cancellationToken)
    {
        if (_writing.IsCompleted)
        {
            return;
        }

        try
        {
            await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
            _mayBeTorn = false;
        }
        catch (SinkException)
        {
            // The next write will find the same.
        }

        _lines.Clear();
    }

    void Render(RecordBatch batch)
    {
        if (_mayBeTorn)
        {
            _lines.WriteLineEnd();
        }

        _lines.WriteAll(batch);
    }

    async Task WriteLinesAsync()
    {
        try
        {
            await _output.WriteAsync(_lines.Lines).ConfigureAwait(false);
            await _output.FlushAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when ((exception is IOException io && SystemError.IsClosedPipe(io)) || exception is ObjectDisposedException)
        {
            throw new SinkException(ClosedMessage, isTransient: true, innerException: exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SinkException($"Standard output could not be written: {exception.Message}", isTransient: true, innerException: exception);
        }
    }
}
