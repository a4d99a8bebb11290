using System.Diagnostics;
using System.Runtime.CompilerServices;
using Fluency.Ingest.Diagnostics;
using Fluency.Ingest.Diagnostics.Flow;
using Fluency.Ingest.Routing;
using Fluency.Ingest.Sinks;
using Microsoft.Extensions.Logging;

namespace Fluency.Ingest.Deliveries;

/// <summary>The parts of a pipe that outlive its deliveries: lanes, gates, budget, counters; and their start and stop.</summary>
sealed class PipeMachine : IAsyncDisposable
{
    readonly PipeModel _model;
    readonly CancellationTokenSource _close = new();
    readonly CancellationTokenSource _abort = new();
    readonly PipeCounters _counters = new();
    readonly ILogger _logger;
    int _isDisposed;
    long _interrupted;
    long _cutOff;
    long _left;

    public PipeMachine(PipeModel model)
    {
        _model = model;
        _logger = model.Loggers.CreateLogger("Fluency.Ingest.Pipe");
        Observer = new PipeObserver(model, _logger);
        var parts = new LaneParts(new FlushPolicy(model.Options.BatchRecords, model.Options.BatchBytes, model.Options.BatchInterval), new Upstream(), new Intake(), model.Time);
        var lanes = model.Sinks.Select((sink, index) => MakeLane(index, sink, parts)).ToArray();
        State = new PipeState
        {
            Options = model.Options,
            Lanes = lanes,
            Quarantine = model.QuarantineIndex is { } index ? lanes[index] : null,
            Budget = new FlightBudget(model.Options.MaxInFlightBytes, model.Options.MaxOpenObjects, model.Time),
            Upstream = parts.Upstream,
            Intake = parts.Intake,
            Breaker = new ContainerBreaker(model.Time),
            Counters = _counters,
            Observer = Observer,
            Time = model.Time,
            Logger = _logger,
            OnFailure = model.OnFailure,
            AbortToken = _abort.Token,
        };
        Sources = [.. model.Sources.Select((source, at) => new SourceState(source.Source, source.Router, MakeGate(), new Room(model.Options.MaxInFlightDeliveries, parts.Intake, State.Budget), _counters, Observer.Sources[at]))];
    }

    /// <summary>Watches everything that happens.</summary>
    public PipeObserver Observer { get; }

    public PipeState State { get; }

    /// <summary>Fires just before the abort token: nothing more is received then.</summary>
    /// <remarks>
    /// Of one token those who came last are told first: the source, which came first, would receive again what was just returned at once, and each time would count as a receive.
    /// </remarks>
    public CancellationToken CloseToken => _close.Token;

    public bool IsDisposed => Volatile.Read(ref _isDisposed) == 1;

    public IReadOnlyList<SourceState> Sources { get; }

    public PipeStatistics Statistics => _counters.Snapshot(
        Sources.Sum(source => source.Gate.Overtaken),
        State.Lanes.ToDictionary(lane => lane.Name, lane => new SinkStatistics(lane.Counters.Records, lane.Counters.Bytes, lane.Counters.Batches, lane.Counters.Retries)));

    /// <summary>Notes that the run is over.</summary>
    public void Ended()
    {
        Observer.Ended();
        LivePipes.Remove(this);
    }

    public PipeStatus GetStatus() => Observer.ToStatus(Statistics, index => State.Lanes[index].Waiting);

    public PipeRun Start(CancellationToken drainToken)
    {
        Observer.Started();
        LivePipes.Add(this);
        Log.PipeStarted(_logger, _model.Name, _model.Parts);
        foreach (var lane in State.Lanes)
        {
            lane.Start(_abort.Token);
        }

        return new PipeRun(this, _model.Options.DrainTimeout, _model.Time, drainToken);
    }

    /// <summary>Gives up the work in hand.</summary>
    /// <param name="why">What made it, for the log.</param>
    public void Abort(string why)
    {
        if (IsDisposed || _abort.IsCancellationRequested)
        {
            return;
        }

        Log.PipeAborted(_logger, _model.Name, why);
        Cancel(_close);
        Cancel(_abort);
    }

    /// <summary>Says what a run that does not end waits for, as far as that can be told.</summary>
    public void LeaveBehind()
    {
        var writing = State.Lanes.Where(static lane => lane.IsWriting).Select(static lane => $"sink '{lane.Name}'").ToList();
        Log.PipeLeftBehind(_logger, _model.Name, writing.Count > 0 ? string.Join(", ", writing) : "a source or processor");
    }

    public async Task StopAsync()
    {
        foreach (var lane in State.Lanes)
        {
            await lane.CompleteAsync().ConfigureAwait(false);
        }

        Observer.TellErrors();
        if (Interlocked.Read(ref _interrupted) is > 0 and var interrupted)
        {
            Log.DeliveriesInterrupted(_logger, _model.Name, interrupted);
        }

        if (Interlocked.Read(ref _cutOff) is > 0 and var cutOff)
        {
            Log.DeliveriesCutOff(_logger, _model.Name, cutOff);
        }

        if (Interlocked.Read(ref _left) is > 0 and var left)
        {
            Log.DeliveriesLeft(_logger, _model.Name, left);
        }

        var done = Statistics;
        Log.PipeStopped(_logger, _model.Name, done.Messages.Complete, done.Messages.Returned, done.Messages.Rejected, done.Records.Read);
    }

    /// <summary>Counts, logs and settles. A source that cannot be told leaves the delivery as a crash would: it comes again.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask SettleAsync(IDelivery delivery, Settlement settlement, SourceState source, TimeSpan took)
    {
        if (_abort.IsCancellationRequested && settlement.Disposition is ReturnDisposition)
        {
            // Given up, whatever it was waiting for: others may have it at once.
            settlement = settlement with { Disposition = Disposition.Return(TimeSpan.Zero) };
        }

        _counters.Settled(settlement.SettledAs);
        source.Observer.Settled(delivery, settlement, took);
        Activity.Current?.SetTag(Tags.Disposition, settlement.SettledAs);
        if (settlement.Failures is [var failure, ..])
        {
            Activity.Current.Fail(failure.Cause);
            if (settlement.SettledAs == SettledAs.Rejected)
            {
                Log.DeliveryRejected(_logger, delivery.Id, delivery.Attempt, failure.Cause, failure.Reason);
            }
            else if (settlement.WasInterrupted)
            {
                // There may be thousands, and none of them failed: they are summed up when the pipe has stopped.
                Interlocked.Increment(ref delivery.CanReturn ? ref _interrupted : ref _cutOff);
                Log.DeliveryInterrupted(_logger, delivery.Id, delivery.Attempt);
            }
            else if (settlement.Disposition is ReturnDisposition again)
            {
                if (!delivery.CanReturn)
                {
                    Interlocked.Increment(ref _left);
                }

                Log.DeliveryReturned(_logger, delivery.Id, delivery.Attempt, again.After, failure.Cause, failure.Reason, failure.Exception);
            }
        }

        try
        {
            await delivery.SettleAsync(settlement.Disposition, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Log.DeliverySettleFailed(_logger, delivery.Id, exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
        {
            return;
        }

        Cancel(_abort);
        var users = _model.Sources.Select(static source => (object)source.Source).Concat(_model.Sinks.Select(static sink => sink.Sink)).Distinct();
        await Disposal.DisposeAllAsync([.. State.Lanes, .. Sources, .. users, _abort, _close]).ConfigureAwait(false);
    }

    /// <summary>Tells those who listen, whatever they throw.</summary>
    public void Cancel(CancellationTokenSource work)
    {
        try
        {
            work.Cancel();
        }
        catch (AggregateException exception)
        {
            // Of what a source, sink or processor registered with its token. All others were told; whoever stops the pipe cannot help it, and on the thread of the
            // deadline's timer it would end the process.
            Log.StopCallbackFailed(_logger, _model.Name, exception);
        }
    }

    OrderGate MakeGate() => new(_model.Options.Ordering, _model.Options.OrderHold, _model.Time, () => State.Budget.Wake());

    SinkLane MakeLane(int index, SinkPlan plan, LaneParts parts)
    {
        var (name, sink, options) = plan;
        var retry = new SinkRetry(_model.Options.SinkRetryDelay, _model.Options.MaxSinkRetryDelay);
        var observer = Observer.Sinks[index];
        var outage = new SinkOutage(observer, SinkLane.MaxWritesOf(sink), options ?? new SinkOptions(), retry, parts.Intake, _model.Time, _logger);
        var quarantine = new RecordQuarantine(() => State.Quarantine, _model.Time);
        return new SinkLane(index, name, sink, parts, outage, counters => new SinkWriter((index, name), sink, counters, observer, retry, outage, quarantine, _model.Time, _logger));
    }
}
