namespace Fluency.Ingest.Tests.Routing;

/// <summary>An asynchronous processor that is one function, with the records of each of its calls. It always gives up its thread first.</summary>
sealed class SomeAsyncProcessor(Action<RecordBatch, Memory<ProcessorResult>> process) : IAsyncProcessor
{
    public SomeAsyncProcessor(Func<Record, ProcessorResult> process)
        : this((batch, results) =>
        {
            for (var i = 0; i < batch.Count; i++)
            {
                results.Span[i] = process(batch[i]);
            }
        })
    {
    }

    public List<uint[]> Batches { get; } = [];

    public async ValueTask ProcessAsync(RecordBatch batch, Memory<ProcessorResult> results, CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        Batches.Add([.. batch.Select(record => record.Index)]);
        process(batch, results);
    }
}
