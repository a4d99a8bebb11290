using System.Diagnostics;
using System.Runtime.CompilerServices;
using Fluency.Ingest.Diagnostics;
using Fluency.Ingest.Objects;
using Fluency.Ingest.Routing;
using Fluency.Ingest.Sinks;

namespace Fluency.Ingest.Deliveries;

/// <summary>One try of one delivery, from its place in the order to the answer what becomes of it.</summary>
sealed class DeliveryRun : ISegmentOwner, IDisposable
{
    readonly IDelivery _delivery;
    readonly int _attempt;
    readonly SourceState _source;
    readonly PipeState _state;
    readonly CancellationTokenSource _work;
    readonly List<ObjectRun> _objects = [];
    bool _isOpened;
    bool _hasTurn;
    bool _hasLeft;
    bool _hasCounted;
    Failure? _quarantineFailure;

    /// <summary>Takes the next place in the order.</summary>
    public DeliveryRun(IDelivery delivery, int attempt, SourceState source, PipeState state)
    {
        _delivery = delivery;
        _attempt = attempt;
        _source = source;
        _state = state;
        _work = CancellationTokenSource.CreateLinkedTokenSource(state.AbortToken, delivery.LeaseLost);
        Trace = Activity.Current?.Context ?? default;
        Queued = source.Observer.Queued(delivery);
        state.Upstream.Enter();
        source.Arrived();
        Place = source.Gate.Take();
    }

    public string Id => _delivery.Id;

    public OrderPlace Place { get; }

    /// <summary>The delivery's span.</summary>
    public ActivityContext Trace { get; }

    /// <summary>How long it has waited in its queue, if that is known.</summary>
    public TimeSpan? Queued { get; }

    /// <summary>Segments that are on their way to their sinks.</summary>
    public Outstanding Segments { get; } = new();

    /// <summary>Which time its source has handed it out, from 1.</summary>
    public int Attempt => _delivery.Attempt;

    /// <summary>Whether it was tried before since then.</summary>
    public bool IsTriedInPlace => _attempt > _delivery.Attempt;

    public bool IsRedelivered => _attempt > 1;

    public bool IsAbandoned => _work.IsCancellationRequested;

    object ISegmentOwner.Delivery => this;

    /// <summary>Reads one object, when there is room for it. What fails is remembered; only cancellation throws.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask ReadAsync(ISourceObject sourceObject)
    {
        var reference = (sourceObject ?? throw Nothing("holds null")).Reference ?? throw Nothing("holds one whose Reference is null");
        var opened = await _state.Budget.OpenObjectAsync(Place, reference.Size, _work.Token).ConfigureAwait(false);
        NoteOpened();
        var run = new ObjectRun(this, _source, _state, sourceObject, _objects.Count);
        try
        {
            _objects.Add(run);
            using var router = new RecordRouter(_source.Router.Router, _source.Router.Routes);
            await run.ReadAsync(router, _work.Token).ConfigureAwait(false);
            _state.Counters.ProcessorErrors(router.Errors);
        }
        finally
        {
            // What was held back was never asked for, whatever its container's failures are called.
            _state.Budget.CloseObject(opened, wasRead: run.Failure is null, wasThrottled: run is { HeldBackFor: null, Failure.Cause: FailureCause.Throttled });
        }

        // What is proven whole need not wait for the other objects of the delivery: held together, thousands of them would pass every budget.
        if (Place.IsHead || _objects.Sum(run => run.HeldBytes) > _state.Options.BufferLimit)
        {
            await TakeTurnAsync(_work.Token).ConfigureAwait(false);
            await PostHeldAsync(_work.Token).ConfigureAwait(false);
        }
    }

    /// <summary>The failure of a source that gives nothing where the delivery's objects are expected.</summary>
    public IngestException Nothing(string what) => new(FailureCause.Unexpected, $"The source '{_source.Name}' is at fault: Objects of its delivery {Id} {what}.");

    /// <summary>Waits for the turn, hands on what is held, and waits until every record is durable or has failed.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask DeliverAsync()
    {
        // What has no objects waits for its turn alone: thousands of such may stand before one that has some, and behind one that is slow.
        NoteOpened();
        await TakeTurnAsync(_work.Token).ConfigureAwait(false);
        await PostHeldAsync(_work.Token).ConfigureAwait(false);
        Leave();
        await Segments.WaitForNoneAsync(_work.Token).ConfigureAwait(false);
    }

    /// <summary>Enters the gate, once, and hands on what the objects before hold.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask TakeTurnAsync(CancellationToken cancellationToken)
    {
        if (!_hasTurn)
        {
            await _source.Gate.EnterAsync(Place, cancellationToken).ConfigureAwait(false);
            _hasTurn = true;
            await PostHeldAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Decides what becomes of the delivery, and keeps in the quarantine what is to be kept there.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Settlement> ConcludeAsync()
    {
        var failures = Failures();
        var decision = failures.Count == 0 ? Disposition.Complete : Decide(failures);
        var settlement = decision switch
        {
            CompleteDisposition => new Settlement(decision, SettledAs.Complete, failures),
            RejectDisposition => await RejectAsync(decision, failures).ConfigureAwait(false),
            _ => new Settlement(decision, SettledAs.Returned, failures),
        };
        Account(settlement);
        return settlement;
    }

    /// <summary>Ends a run that was cancelled (its lease was lost, or the pipe is aborted) or that met a failure nobody foresaw.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Settlement> AbandonAsync(Exception exception)
    {
        var failure = Failure.From(exception);
        var settlement = IsAbandoned ? null : await TryRejectAsync([failure, .. Failures()]).ConfigureAwait(false);
        if (settlement is null)
        {
            var (cause, after) = IsAbandoned ? (Interruption(), TimeSpan.Zero) : (failure, ReturnDelay());
            await GiveUpAsync().ConfigureAwait(false);
            settlement = new Settlement(Disposition.Return(after), SettledAs.Returned, [cause]);
        }

        Account(settlement.Value);
        return settlement.Value;
    }

    void ISegmentOwner.OnSettled(Segment segment) => Segments.End();

    void ISegmentOwner.OnFailed(Segment segment, Failure failure)
    {
        _quarantineFailure = failure;
        Segments.End();
    }

    void ISegmentOwner.OnQuarantined(IReadOnlyList<uint> indexes)
    {
        // This delivery's own entry goes to the quarantine itself, which has none behind it.
    }

    public void Dispose()
    {
        NoteOpened();
        Leave();
        _objects.ForEach(run => run.Discard());
        _work.Dispose();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    async ValueTask PostHeldAsync(CancellationToken cancellationToken)
    {
        foreach (var run in _objects)
        {
            if (run.Failure is null)
            {
                await run.PostAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // Or that there is nothing to open, or it never will be.
    void NoteOpened()
    {
        if (!_isOpened)
        {
            _isOpened = true;
            _source.Opened();
        }
    }

    void Leave()
    {
        if (!_hasLeft)
        {
            _hasLeft = true;
            _source.Gate.Leave(Place);
            _state.Upstream.Leave();
        }
    }

    List<Failure> Failures()
    {
        List<Failure> failures = _delivery.Problem is { } problem ? [problem] : [];
        foreach (var run in _objects)
        {
            if (run.Failure is { } failure)
            {
                failures.Add(failure);
            }
        }

        return failures;
    }

    Failure Interruption() => _delivery.LeaseLost.IsCancellationRequested
        ? new Failure(FailureCause.LeaseLost, "The lease was lost while the delivery was in work; it comes again by itself.")
        : new Failure(FailureCause.Shutdown, "The pipe was stopped before the delivery was done.");

    async Task GiveUpAsync()
    {
        try
        {
            await _work.CancelAsync().ConfigureAwait(false);
        }
        catch (AggregateException exception)
        {
            // Of what others registered, all of whom were told: the delivery is settled all the same.
            Log.GiveUpCallbackFailed(_state.Logger, _delivery.Id, exception);
        }
    }

    // The user's own function is not asked here: nobody knows what state things are in.
    async Task<Settlement?> TryRejectAsync(List<Failure> failures)
    {
        if (Propose(failures) is not RejectDisposition reject)
        {
            return null;
        }

        try
        {
            // What was read before, and is whole, goes its way.
            await DeliverAsync().ConfigureAwait(false);
            return await RejectAsync(reject, failures).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Interrupted, or failing again where it cannot even be kept: whatever it was, it comes again.
            return null;
        }
    }

    Disposition Decide(List<Failure> failures)
    {
        var proposed = Propose(failures);
        try
        {
            return _state.OnFailure?.Invoke(new FailureArguments(_delivery, failures, proposed)) ?? proposed;
        }
        catch (Exception exception)
        {
            // A mistake of the function's must not make poison of what only met an outage.
            Log.OnFailureThrew(_state.Logger, _delivery.Id, exception);
            return proposed;
        }
    }

    Disposition Propose(List<Failure> failures)
    {
        // While anything may still pass, the delivery is tried again: rejecting it would give up the part that can succeed.
        var isFinal = failures.TrueForAll(IsFinal) || IsPoison(failures);
        return isFinal ? Disposition.Reject(string.Join(" | ", failures)) : Disposition.Return(ReturnDelay());
    }

    // A file that this process may not read is not waited for: whoever lets it has the files read anew.
    bool IsFinal(Failure failure) => DispositionTable.IsFinal(failure.Cause) || (failure.Cause == FailureCause.AccessDenied && _delivery is ListedDelivery);

    bool IsPoison(List<Failure> failures)
    {
        if (!failures.Exists(failure => DispositionTable.CountsAsPoison(failure.Cause) && !IsHeldBack(failure)))
        {
            return false;
        }

        _source.OwnFailures.TryGet(_delivery.Id, out var count);
        if (!_hasCounted)
        {
            // Once a try: a function of the user's may have failed after it was counted.
            _hasCounted = true;
            _source.OwnFailures.Remember(_delivery.Id, ++count);
        }

        return count >= _state.Options.MaxReceives;
    }

    // What was not tried has not failed by its own fault.
    bool IsHeldBack(Failure failure) => _objects.Exists(run => run.HeldBackFor is not null && ReferenceEquals(run.Failure, failure));

    async Task<Settlement> RejectAsync(Disposition reject, List<Failure> failures)
    {
        if (_delivery.KeepsRejected)
        {
            return new Settlement(reject, SettledAs.Rejected, failures);
        }

        if (_state.Quarantine is null)
        {
            Log.DeliveryBlocked(_state.Logger, _delivery.Id, failures[0].Cause, failures[0].Reason);
            _source.Observer.Unplaced(_delivery.Id, failures[0]);
            return new Settlement(Disposition.Return(ReturnDelay()), SettledAs.Returned, failures) { IsUnplaced = true };
        }

        if (await TryQuarantineAsync(_state.Quarantine, failures).ConfigureAwait(false))
        {
            // Its source may forget it, since the quarantine does not.
            return new Settlement(Disposition.Complete, SettledAs.Rejected, failures);
        }

        return new Settlement(Disposition.Return(ReturnDelay()), SettledAs.Returned, failures);
    }

    async Task<bool> TryQuarantineAsync(SinkLane quarantine, List<Failure> failures)
    {
        var entries = QuarantineEntry.ForDelivery(_delivery, failures, _state.Time.GetUtcNow());
        Segments.Start();
        quarantine.Post(new Segment(entries, this, quarantine.Index, 0));
        await Segments.WaitForNoneAsync(_work.Token).ConfigureAwait(false);
        if (_quarantineFailure is null)
        {
            _state.Counters.ObjectsQuarantined(_objects.Count(static run => run.TryCountAsKept()));
        }

        return _quarantineFailure is null;
    }

    void Account(Settlement settlement)
    {
        foreach (var run in _objects)
        {
            run.Account(isSettled: settlement.SettledAs != SettledAs.Returned, isOver: settlement.Disposition is CompleteDisposition);
        }

        if (settlement.SettledAs != SettledAs.Returned)
        {
            _source.OwnFailures.Forget(_delivery.Id);
        }
    }

    // Beyond the time for which an object is held back, since what is held back together would else come again together.
    TimeSpan ReturnDelay() => _objects.Max(run => run.HeldBackFor).GetValueOrDefault() + Backoff.After(_attempt, _state.Options.ReturnDelay, _state.Options.MaxReturnDelay, Random.Shared.NextDouble());
}
