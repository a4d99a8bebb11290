namespace Fluency.Ingest.Routing;

/// <summary>What the routes of one router did with the records of one object.</summary>
sealed class RoutingCounts(IReadOnlyList<Route> routes)
{
    readonly RouteTally[] _routes = new RouteTally[routes.Count];

    public long Drops { get; private set; }

    public long Aborts { get; private set; }

    public long Errors { get; private set; }

    /// <summary>How often the router itself failed.</summary>
    public long Failures { get; private set; }

    /// <summary>Its last failure, if there was any.</summary>
    public RecordError LastFailure { get; private set; }

    /// <summary>By the position of the route.</summary>
    public ReadOnlySpan<RouteTally> Routes => _routes;

    /// <summary>Notes that a record takes a route.</summary>
    public void Enter(int route) => _routes[route].Entered++;

    /// <summary>Notes that the router failed on a record.</summary>
    public void Fail(Record record)
    {
        Failures++;
        LastFailure = RecordError.Of(record);
    }

    /// <summary>Notes an answer that is not Pass.</summary>
    /// <param name="route">The position of the route.</param>
    /// <param name="processor">The position of the processor in it.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="record">The record, which carries the reason of an error.</param>
    public void Answered(int route, int processor, ProcessorAnswer answer, Record record)
    {
        ref var tally = ref _routes[route];
        tally.Processors ??= new ProcessorTally[routes[route].Processors.Count];
        ref var one = ref tally.Processors[processor];
        switch (answer)
        {
            case ProcessorAnswer.Drop:
                (Drops, tally.Dropped, one.Dropped) = (Drops + 1, tally.Dropped + 1, one.Dropped + 1);
                break;
            case ProcessorAnswer.Abort:
                (Aborts, tally.Aborted, one.Aborted) = (Aborts + 1, tally.Aborted + 1, one.Aborted + 1);
                break;
            case ProcessorAnswer.Error:
                (Errors, tally.Errors, one.Errors) = (Errors + 1, tally.Errors + 1, one.Errors + 1);
                one.LastError = RecordError.Of(record);
                break;
        }
    }
}
