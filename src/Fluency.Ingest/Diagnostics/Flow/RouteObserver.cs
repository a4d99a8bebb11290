using Fluency.Ingest.Routing;

namespace Fluency.Ingest.Diagnostics.Flow;

/// <summary>Watches one route with its processors.</summary>
sealed class RouteObserver(ComponentIdentity identity, IReadOnlyList<ProcessorObserver> processors, IReadOnlyList<int> sinks, TimeSpan window)
{
    readonly ComponentObserver _component = new(identity, window);
    long _dropped;
    long _aborted;
    long _errors;

    public string Id => identity.Id;

    public IReadOnlyList<ProcessorObserver> Processors => processors;

    /// <summary>Positions of its sinks.</summary>
    public IReadOnlyList<int> Sinks => sinks;

    /// <summary>Records that took the route.</summary>
    public FlowMeter Entered => _component.Meter;

    /// <summary>Records that went to each of its sinks.</summary>
    public FlowMeter Delivered { get; } = new(window);

    /// <summary>Notes what became of one object's records, as soon as it has.</summary>
    public void Ran(DateTimeOffset now, bool isData, RouteTally tally)
    {
        if (tally.Entered == 0)
        {
            return;
        }

        _component.Flowed(now, isData);
        var entered = tally.Entered;
        for (var i = 0; i < processors.Count && entered > 0; i++)
        {
            var answers = tally.Processors?[i] ?? default;
            processors[i].Ran(now, isData, answers);
            entered -= answers.Kept;
        }
    }

    /// <summary>Counts an object's records, once they are settled.</summary>
    public void Settled(DateTimeOffset now, RouteTally tally)
    {
        if (tally.Entered == 0)
        {
            return;
        }

        _component.Meter.Add(now, tally.Entered);
        Delivered.Add(now, tally.Delivered);
        Interlocked.Add(ref _dropped, tally.Dropped);
        Interlocked.Add(ref _aborted, tally.Aborted);
        Interlocked.Add(ref _errors, tally.Errors);
        var entered = tally.Entered;
        for (var i = 0; i < processors.Count; i++)
        {
            var answers = tally.Processors?[i] ?? default;
            processors[i].Settled(now, entered, answers);
            entered -= answers.Kept;
        }
    }

    /// <summary>A route is as degraded as its processors.</summary>
    public FlowFact? Degraded(DateTimeOffset now) => PartsFact.Of(now, processors.Select(static processor => (processor.Id, processor.Degraded())));

    public ComponentStatus ToStatus(FlowMoment moment)
    {
        var counters = new ComponentCounters
        {
            Records = Entered.Records,
            Passed = Delivered.Records,
            Dropped = Interlocked.Read(ref _dropped),
            Aborted = Interlocked.Read(ref _aborted),
            Errors = Interlocked.Read(ref _errors),
        };
        return _component.ToStatus(moment, counters, moment.Stopped, Degraded(moment.Now));
    }
}
