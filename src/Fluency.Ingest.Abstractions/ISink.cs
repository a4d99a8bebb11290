namespace Fluency.Ingest;

/// <summary>Where records are delivered.</summary>
/// <remarks>A sink that is <see cref="IAsyncDisposable"/> or <see cref="IDisposable"/> is disposed by the pipe that owns it, after its last write.</remarks>
public interface ISink
{
    /// <summary>How many writes may be in flight at once. Default 1, which keeps the order of the records; more than 1,000 count as 1,000.</summary>
    int MaxConcurrentWrites => 1;

    /// <summary>Makes a batch durable.</summary>
    /// <param name="batch">The records in their order, never none, each to be written by <see cref="Record.WriteTo"/> or <see cref="Record.WriteLineTo"/>. Lent until the returned task completes: a sink that keeps records copies them, and one that wraps another waits for the other's task, even when it has given up.</param>
    /// <param name="cancellationToken">Gives up. What became of the batch is then unknown, so its deliveries are not completed.</param>
    /// <returns>Completes when every record is durable by this sink's promise. That is what allows the source to forget them.</returns>
    /// <exception cref="SinkException">The batch, or the records it names, could not be made durable. Any other exception counts as transient for the whole batch.</exception>
    ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken);
}
