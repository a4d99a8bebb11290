using Fluency.Ingest.Sinks;

namespace Fluency.Ingest.Tool;

/// <summary>Standard output as a sink. When its reader has gone the run ends: its records are not tried again for ever.</summary>
sealed class StandardOutputSink(ISink console, TimeProvider time, CancellationTokenSource closed) : ISink, IAsyncDisposable
{
    public async ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            await console.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
        }
        catch (SinkException exception) when (exception.Message == ConsoleSink.ClosedMessage)
        {
            await closed.CancelAsync().ConfigureAwait(false);
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (console is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync().ConfigureAwait(false);
        }
    }
}
