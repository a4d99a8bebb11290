namespace Fluency.Ingest.Tests.Routing;

/// <summary>A processor that is one function, with the number of its calls.</summary>
sealed class SomeProcessor(Func<Record, ProcessorResult> process) : IProcessor
{
    public int Calls { get; private set; }

    public ProcessorResult Process(Record record)
    {
        Calls++;
        return process(record);
    }
}
