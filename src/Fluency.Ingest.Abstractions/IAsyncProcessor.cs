namespace Fluency.Ingest;

/// <summary>Looks at or edits records with the help of I/O, a batch at a time.</summary>
/// <remarks>
/// <para>Called by many tasks at once, each with a batch of one object's records in their order.</para>
/// <para>The batch is lent until the returned task completes. An exception counts as <see cref="ProcessorResult.Error"/> for every record of the batch.</para>
/// </remarks>
public interface IAsyncProcessor
{
    /// <summary>Processes a batch.</summary>
    /// <param name="batch">The records, as the processors before have left them.</param>
    /// <param name="results">Takes the answer for each record by its position; all are <see cref="ProcessorResult.Pass"/> at first.</param>
    /// <param name="cancellationToken">Fires when the delivery's lease is lost or the pipe is stopped.</param>
    /// <returns>Completes when all answers are written.</returns>
    ValueTask ProcessAsync(RecordBatch batch, Memory<ProcessorResult> results, CancellationToken cancellationToken);
}
