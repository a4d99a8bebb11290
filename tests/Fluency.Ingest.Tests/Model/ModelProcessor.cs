namespace Fluency.Ingest.Tests.Model;

/// <summary>Does to each record what its kind says.</summary>
sealed class ModelProcessor(bool aborts, Calls calls) : IProcessor, IAsyncProcessor
{
    public ProcessorResult Process(Record record)
    {
        var kind = Topology.KindOf(record);
        record.Set("seen"u8, true);
        return kind switch
        {
            'd' => ProcessorResult.Drop,
            't' when aborts => ProcessorResult.Abort,
            'e' => ProcessorResult.Error("no"),
            'E' => throw new InvalidOperationException("no"),
            _ => ProcessorResult.Pass,
        };
    }

    public async ValueTask ProcessAsync(RecordBatch batch, Memory<ProcessorResult> results, CancellationToken cancellationToken)
    {
        if ((await calls.AskAsync(CallKind.Process, batch[0].Object.Name, cancellationToken)).Answer == Answer.Cancelled)
        {
            throw new OperationCanceledException(cancellationToken);
        }

        for (var i = 0; i < batch.Count; i++)
        {
            // One that throws would be an error of every record of the batch.
            results.Span[i] = Topology.KindOf(batch[i]) == 'E' ? ProcessorResult.Error("no") : Process(batch[i]);
        }
    }
}
