using Fluency.Ingest.Deliveries;
using Microsoft.Extensions.Logging;

namespace Fluency.Ingest.Diagnostics.Flow;

/// <summary>Watches a pipe: the one that everything which happens is told to, and that is asked for its status.</summary>
sealed class PipeObserver
{
    readonly PipeModel _model;
    readonly IReadOnlyList<RouterObserver> _routers;
    readonly Lock _lock = new();

    // Under the lock.
    DateTimeOffset _began;
    FlowFact? _stopped;

    public PipeObserver(PipeModel model, ILogger logger)
    {
        _model = model;
        _began = model.Time.GetUtcNow();
        _stopped = new FlowFact(FlowState.Stopped, _began, "The pipe has not been started.");
        Tails = new TailHub(model.Time);
        var map = new ComponentMap(model, Tails, logger);
        Sinks = map.Sinks;
        Sources = map.Sources;
        _routers = map.Routers;
    }

    /// <summary>Who looks at records.</summary>
    public TailHub Tails { get; }

    /// <summary>The ids of all components.</summary>
    public IEnumerable<string> Ids =>
    [
        .. Sources.Select(static source => source.Id),
        .. _routers.SelectMany(static router => router.Routes.SelectMany(static route => route.Processors.Select(static processor => processor.Id).Prepend(route.Id)).Prepend(router.Id)),
        .. Sinks.Select(static sink => sink.Id),
    ];

    /// <summary>By the position of the source.</summary>
    public IReadOnlyList<SourceObserver> Sources { get; }

    /// <summary>By the position of the sink.</summary>
    public IReadOnlyList<SinkObserver> Sinks { get; }

    public void Started()
    {
        lock (_lock)
        {
            (_began, _stopped) = (_model.Time.GetUtcNow(), null);
        }
    }

    /// <summary>Logs what is not logged yet of errors that may come with every record.</summary>
    public void TellErrors()
    {
        foreach (var router in _routers)
        {
            router.TellErrors();
        }
    }

    public void Ended()
    {
        lock (_lock)
        {
            _stopped = new FlowFact(FlowState.Stopped, _model.Time.GetUtcNow(), "The pipe's run has ended.");
        }
    }

    /// <param name="statistics">What the pipe has counted.</param>
    /// <param name="waiting">How many records wait before each sink, by its position.</param>
    public PipeStatus ToStatus(PipeStatistics statistics, Func<int, long> waiting)
    {
        var moment = Moment();
        var holds = PartsFact.Of(moment.Now, Sinks.Select(static sink => sink.Holds()));
        ComponentStatus[] components =
        [
            .. Sources.Select(source => source.ToStatus(moment, holds)),
            .. _routers.SelectMany(router => router.Routes
                .SelectMany(route => route.Processors.Select(processor => processor.ToStatus(moment)).Prepend(route.ToStatus(moment)))
                .Prepend(router.ToStatus(moment))),
            .. Sinks.Select((sink, index) => sink.ToStatus(moment, CountersOf(sink, statistics.Sinks[sink.Name], waiting(index)))),
        ];
        var worst = components.MaxBy(static component => RankOf(component.State))!;
        return new PipeStatus
        {
            Name = _model.Name,
            Time = moment.Now,
            State = worst.State,
            Reason = moment.Stopped is { } stopped && worst.State == FlowState.Stopped ? stopped.Reason : $"{worst.Name}: {worst.Reason}",
            Since = worst.Since,
            Window = _model.Options.FlowWindow,
            Components = components,
            Connections = [.. Connections(moment)],
            Statistics = statistics,
        };
    }

    FlowMoment Moment()
    {
        lock (_lock)
        {
            return new FlowMoment(_model.Time.GetUtcNow(), _began, _stopped);
        }
    }

    // A source that is exhausted while others go on says nothing of the pipe.
    static int RankOf(FlowState state) => state switch
    {
        FlowState.Blocked => 4,
        FlowState.Degraded => 3,
        FlowState.Flowing => 2,
        FlowState.Idle => 1,
        _ => 0,
    };

    static ComponentCounters CountersOf(SinkObserver sink, SinkStatistics statistics, long waiting) => new()
    {
        Records = statistics.Records,
        Bytes = statistics.Bytes,
        Batches = statistics.Batches,
        Retries = statistics.Retries,
        Quarantined = sink.Quarantined.Records,
        InFlight = waiting,
    };

    IEnumerable<ConnectionStatus> Connections(FlowMoment moment)
    {
        foreach (var source in Sources)
        {
            yield return Connect(moment, source.Id, source.Router.Id, ConnectionKind.Main, source.Meter);
        }

        var quarantine = _model.QuarantineIndex is { } index ? Sinks[index] : null;
        foreach (var router in _routers)
        {
            foreach (var route in router.Routes)
            {
                yield return Connect(moment, router.Id, route.Id, ConnectionKind.Main, route.Entered);
                foreach (var sink in route.Sinks)
                {
                    yield return Connect(moment, route.Id, Sinks[sink].Id, ConnectionKind.Main, route.Delivered);
                }
            }

            if (router.Unrouted.Sink is { } otherwise)
            {
                yield return Connect(moment, router.Id, Sinks[otherwise].Id, ConnectionKind.Otherwise, router.UnroutedMeter);
            }
            else if (!router.Unrouted.IsDropped && quarantine is not null)
            {
                yield return Connect(moment, router.Id, quarantine.Id, ConnectionKind.Quarantine, router.UnroutedMeter);
            }
        }

        foreach (var sink in Sinks.Where(sink => quarantine is not null && sink != quarantine))
        {
            yield return Connect(moment, sink.Id, quarantine!.Id, ConnectionKind.Quarantine, sink.Quarantined);
        }
    }

    static ConnectionStatus Connect(FlowMoment moment, string from, string to, ConnectionKind kind, FlowMeter meter) => new()
    {
        From = from,
        To = to,
        Kind = kind,
        Records = meter.Records,
        Rate = meter.Rate(moment.Now, moment.Began),
    };
}
