using Fluency.Ingest.Routing;

namespace Fluency.Ingest.Diagnostics.Flow;

/// <summary>Shows the records of one source on their way through its router to those who look. Made only while somebody does.</summary>
sealed class RouterTap(TailSet set, SourceObserver source)
{
    readonly RouterObserver _router = source.Router;

    /// <summary>A processor answered.</summary>
    public void Processed(int route, int processor, Record record, ProcessorAnswer answer) =>
        Offer(_router.Routes[route].Processors[processor].Id, record, answer);

    /// <summary>A route is through with a record.</summary>
    public void Routed(int route, Record record, ProcessorAnswer answer) => Offer(_router.Routes[route].Id, record, answer);

    /// <summary>The router is through with a record.</summary>
    public void Left(Record record, RecordOutcome outcome, bool hasFailed)
    {
        set.Offer(source.Id, record, ProcessorAnswer.Pass, isRaw: true);
        var answer = outcome switch
        {
            RecordOutcome.Delivered => ProcessorAnswer.Pass,
            RecordOutcome.Dropped => ProcessorAnswer.Drop,
            _ => hasFailed ? ProcessorAnswer.Error : ProcessorAnswer.Abort,
        };
        Offer(_router.Id, record, answer);
    }

    void Offer(string component, Record record, ProcessorAnswer answer) =>
        set.Offer(component, record, answer, answer == ProcessorAnswer.Error ? record.Error : null);
}
