namespace Fluency.Ingest.Tool;

/// <summary>Standard output as a sink. When its reader has gone the run ends: its records are not refused one by one, as they would be by a sink that says no for good.</summary>
sealed class StandardOutputSink(ISink console, TimeProvider time, CancellationTokenSource closed) : ISink, IAsyncDisposable
{
    public async ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            await console.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
        }
        catch (SinkException exception) when (!exception.IsTransient)
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
