namespace Fluency.Ingest.Tests.DependencyInjection;

/// <summary>Counts records.</summary>
public sealed class CountingProcessor : IProcessor
{
    int _count;

    public int Count => _count;

    public ProcessorResult Process(Record record)
    {
        Interlocked.Increment(ref _count);
        return ProcessorResult.Pass;
    }
}
