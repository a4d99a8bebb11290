using Fluency.Ingest.Routing;
using Microsoft.Extensions.Logging;

namespace Fluency.Ingest.Diagnostics.Flow;

/// <summary>Watches one router with its routes.</summary>
sealed class RouterObserver(ComponentIdentity identity, IReadOnlyList<RouteObserver> routes, Unrouted unrouted, TimeSpan window, ILogger logger)
{
    readonly ComponentObserver _component = new(identity, window);
    readonly ErrorNotice _notice = new((errors, last) => Log.RouterFailed(logger, identity.Name, errors, last.Index, last.Object.Uri, Sentence.Of(last.Reason)));

    // What has no place to go: it comes again and again until somebody names one.
    readonly ComponentObserver _unplaced = new(identity, window);
    long _passed;
    long _dropped;

    public string Id => identity.Id;

    public IReadOnlyList<RouteObserver> Routes => routes;

    public Unrouted Unrouted => unrouted;

    /// <summary>Records that no route took, wherever they went.</summary>
    public FlowMeter UnroutedMeter { get; } = new(window);

    /// <summary>Notes what became of one object's records, as soon as it has.</summary>
    /// <param name="now">When.</param>
    /// <param name="isData">Whether the object is data.</param>
    /// <param name="counts">What the routes did.</param>
    /// <param name="kept">How many records go to the quarantine since no route takes them.</param>
    public void Ran(DateTimeOffset now, bool isData, RoutingCounts counts, long kept)
    {
        var any = counts.Failures > 0;
        for (var i = 0; i < routes.Count; i++)
        {
            any |= counts.Routes[i].Entered > 0;
            routes[i].Ran(now, isData, counts.Routes[i]);
        }

        if (any)
        {
            _component.Flowed(now, isData);
        }

        if (counts.Failures > 0)
        {
            _component.Failed(now, $"The router failed: {counts.LastFailure.Reason}");
            _notice.Failed(now, counts.Failures, counts.LastFailure);
        }
        else if (kept > 0)
        {
            _component.Failed(now, "Records that no route takes go to the quarantine. Add a route that takes them, or an Otherwise.", nameof(FailureCause.Unrouted));
        }
    }

    /// <summary>Counts an object's records, once they are settled.</summary>
    public void Settled(DateTimeOffset now, RoutingCounts routing, RecordCounts records, long unrouted)
    {
        _component.Meter.Add(now, records.Read);
        UnroutedMeter.Add(now, unrouted);
        Interlocked.Add(ref _passed, records.Read - records.Dropped - unrouted);
        Interlocked.Add(ref _dropped, records.Dropped);
        for (var i = 0; i < routes.Count; i++)
        {
            routes[i].Settled(now, routing.Routes[i]);
        }
    }

    /// <summary>Notes that a record is taken by no route, and there is no place for it.</summary>
    public void Unplaced(DateTimeOffset now, Failure failure)
    {
        _component.Note(now, failure.Reason, failure.Cause.ToString());
        _unplaced.Failed(now, failure.Reason);
    }

    /// <summary>Logs the errors, its own and its processors', that are not logged yet.</summary>
    public void TellErrors()
    {
        _notice.Tell();
        foreach (var processor in routes.SelectMany(static route => route.Processors))
        {
            processor.TellErrors();
        }
    }

    public ComponentStatus ToStatus(FlowMoment moment)
    {
        var counters = new ComponentCounters
        {
            Records = _component.Meter.Records,
            Passed = Interlocked.Read(ref _passed),
            Dropped = Interlocked.Read(ref _dropped),
            Unrouted = UnroutedMeter.Records,
        };
        var blocked = _unplaced.Degraded() is { } fact ? fact with { State = FlowState.Blocked } : (FlowFact?)null;
        var parts = PartsFact.Of(moment.Now, routes.Select(route => (route.Id, route.Degraded(moment.Now))));
        return _component.ToStatus(moment, counters, moment.Stopped, blocked, _component.Degraded(), parts);
    }
}
