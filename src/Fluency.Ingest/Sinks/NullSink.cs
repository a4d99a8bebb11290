namespace Fluency.Ingest.Sinks;

/// <summary>Takes every record and keeps none: for measuring, and for routes whose processors are all that matters.</summary>
/// <remarks>Its records count as durable, so the source forgets them. It may be shared and called from any number of threads.</remarks>
public sealed class NullSink : ISink
{
    /// <inheritdoc/>
    public ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.CompletedTask;
    }
}
