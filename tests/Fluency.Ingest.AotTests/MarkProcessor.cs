namespace Fluency.Ingest.AotTests;

/// <summary>A processor of the user, which the container holds.</summary>
sealed class MarkProcessor : IProcessor
{
    readonly TaskCompletionSource _done = new();

    /// <summary>Completes with the second record.</summary>
    public Task Done => _done.Task;

    public ProcessorResult Process(Record record)
    {
        if (record.Index == 1)
        {
            _done.TrySetResult();
        }

        return ProcessorResult.Pass;
    }
}
