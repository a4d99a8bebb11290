using Fluency.Ingest.Sinks;

namespace Fluency.Ingest.Tool;

/// <summary>Standard output, or a file that a person waits for, as a sink. When it takes nothing more the run ends: its records are not tried again for ever.</summary>
sealed class OutputSink(ISink output, TimeProvider time, OutputEnd end) : ISink, IAsyncDisposable
{
    /// <summary>Whether a disk that is full is waited for, as by a service that runs for months. Who watches a command end wants to be told.</summary>
    public bool WaitsForSpace { get; init; }

    public async ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            await output.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
        }
        catch (SinkException exception) when (exception.Message == ConsoleSink.ClosedMessage)
        {
            await end.ByReaderAsync(exception.Message).ConfigureAwait(false);
            await WaitForTheEndAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (SinkException exception) when (!MayPass(exception))
        {
            await end.ByFailureAsync(exception.Message).ConfigureAwait(false);
            await WaitForTheEndAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (output is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync().ConfigureAwait(false);
        }
    }

    // A file that another process writes, such as a quarantine that two commands share, is let go by it in the end; everything else is so for as long as this process lives.
    bool MayPass(SinkException exception) =>
        exception.InnerException is IOException io && (SystemError.IsLocked(io) || (WaitsForSpace && SystemError.IsDiskFull(io)));

    // Thrown, it would be tried again.
    Task WaitForTheEndAsync(CancellationToken cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
}
