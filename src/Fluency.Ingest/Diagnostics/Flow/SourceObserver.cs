using Fluency.Ingest.Deliveries;

namespace Fluency.Ingest.Diagnostics.Flow;

/// <summary>Watches one source: what it hands out, what can be read of it, and what keeps it from going on.</summary>
sealed class SourceObserver(ComponentIdentity identity, RouterObserver router, TimeSpan window, TimeSpan patience, TimeProvider time)
{
    readonly ComponentObserver _component = new(identity, window);
    readonly SourceTroubles _troubles = new(window, patience);
    readonly Lock _lock = new();
    long _deliveries;
    long _inFlight;
    long _objects;
    long _failures;
    long _bytes;

    // Under the lock.
    ComponentLags? _lags;
    FlowFact? _ended;

    public ComponentIdentity Identity => identity;

    public string Id => identity.Id;

    public long InFlight => Interlocked.Read(ref _inFlight);

    public RouterObserver Router => router;

    public FlowMeter Meter => _component.Meter;

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Notes a delivery that was handed out.</summary>
    public void Received()
    {
        Interlocked.Increment(ref _deliveries);
        Interlocked.Increment(ref _inFlight);
        Instruments.DeliveriesReceived.TryAdd(1, identity.PipeTag, identity.NameTag);
    }

    /// <summary>How long a delivery has waited in the queue, if that is known.</summary>
    public TimeSpan? Queued(IDelivery delivery)
    {
        if (delivery.SentAt is not { } sent)
        {
            return null;
        }

        var now = Now;
        var queued = now > sent ? now - sent : TimeSpan.Zero;
        Instruments.QueueAge.TryRecord(queued.TotalSeconds, identity.PipeTag, identity.NameTag);
        return queued;
    }

    /// <summary>Notes what became of a delivery.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="settlement">What became of it.</param>
    /// <param name="took">How long it has taken since it was handed out.</param>
    public void Settled(IDelivery delivery, Settlement settlement, TimeSpan took)
    {
        Interlocked.Decrement(ref _inFlight);
        var disposition = Tags.Of(Tags.Disposition, settlement.SettledAs);
        Instruments.DeliveriesSettled.TryAdd(1, identity.PipeTag, identity.NameTag, disposition);
        Instruments.ProcessDuration.TryRecord(took.TotalSeconds, identity.PipeTag, identity.NameTag, disposition);
        if (settlement.Failures is [var failure, ..])
        {
            Instruments.Failures.TryAdd(1, identity.PipeTag, identity.NameTag, Tags.Of(Tags.ErrorType, failure.Cause.ToString()));
        }

        var now = Now;
        if (settlement.SettledAs != SettledAs.Returned)
        {
            _troubles.Placed(now, delivery.Id);
        }

        if (delivery.Problem is { } problem)
        {
            _component.Failed(now, problem.Reason, problem.Cause.ToString());
        }
        else if (delivery.Objects is { Count: 0 })
        {
            // A test event, or one that tells of something else: the way is open, but nothing has come.
            _component.Flowed(now, isData: false);
        }
    }

    /// <summary>Notes bytes that were received of an object, whatever became of it.</summary>
    public void Took(long bytes)
    {
        Interlocked.Add(ref _bytes, bytes);
        Instruments.ObjectBytes.TryAdd(bytes, identity.PipeTag, identity.NameTag);
    }

    /// <summary>Counts an object's records, once they are settled.</summary>
    public void Counted(RecordCounts counts, long bytes)
    {
        Meter.Add(Now, counts.Read, bytes);
        Count(counts.Delivered, "delivered");
        Count(counts.Dropped, "dropped");
        Count(counts.Unrouted, "unrouted");
        Count(counts.Quarantined, "quarantined");
    }

    /// <summary>Notes an object that was read to its proven end.</summary>
    public void Read(ObjectReference reference, bool isData, ObjectTimes times, TimeSpan took)
    {
        var now = Now;
        Instruments.ObjectDuration.TryRecord(took.TotalSeconds, identity.PipeTag, identity.NameTag);
        Interlocked.Increment(ref _objects);
        _component.Flowed(now, isData);
        _troubles.Answered(now, reference.Container);
        if (isData)
        {
            lock (_lock)
            {
                _lags = times.LagsAt(now);
            }
        }
    }

    /// <summary>Notes that a part of a large object was read and handed on.</summary>
    public void ReadOn(bool isData) => _component.Flowed(Now, isData);

    /// <summary>Notes an object that could not be read.</summary>
    public void ReadFailed(ObjectReference reference, Failure failure, TimeSpan took)
    {
        var now = Now;
        Instruments.ObjectDuration.TryRecord(took.TotalSeconds, identity.PipeTag, identity.NameTag, Tags.Of(Tags.ErrorType, failure.Cause.ToString()));
        Interlocked.Increment(ref _failures);
        if (failure.Cause == FailureCause.Unrouted)
        {
            router.Unplaced(now, failure);
        }
        else if (ContainerBreaker.Concerns(failure.Cause))
        {
            _component.Note(now, failure.Reason, failure.Cause.ToString());
            _troubles.Refused(now, reference.Container, failure);
        }
        else
        {
            _component.Failed(now, failure.Reason, failure.Cause.ToString());
        }
    }

    /// <summary>Notes a delivery that can never succeed and has no place to go.</summary>
    public void Unplaced(string delivery, Failure failure)
    {
        var now = Now;
        var reason = $"A delivery can never succeed, and there is neither a quarantine nor a redrive policy for it: it is returned ever more slowly. {failure.Reason}";
        _component.Note(now, reason, failure.Cause.ToString());
        _troubles.Unplaced(now, delivery, Sentence.Of(reason));
    }

    /// <summary>Notes what the source says of itself.</summary>
    public void Troubled(SourceTrouble trouble)
    {
        var now = Now;
        if (trouble.Failure is { } failure)
        {
            _component.Note(now, failure.Reason, failure.Cause.ToString());
        }

        _troubles.Told(now, trouble);
    }

    /// <summary>Notes that the source hands out no more: it failed, was told to stop, or has nothing more.</summary>
    public void Ended(Exception? exception, bool isDrained)
    {
        var now = Now;
        var failure = exception is null ? null : Failure.From(exception);
        if (failure is not null)
        {
            _component.Note(now, failure.Reason, failure.Cause.ToString());
        }

        lock (_lock)
        {
            _ended = failure is null
                ? new FlowFact(FlowState.Stopped, now, isDrained ? "The source was told to stop." : "The source has nothing more to read.")
                : new FlowFact(FlowState.Blocked, now, Sentence.Of(failure.Reason));
        }
    }

    /// <param name="moment">The moment.</param>
    /// <param name="holds">The outage of a sink for which nothing is received.</param>
    public ComponentStatus ToStatus(FlowMoment moment, FlowFact? holds)
    {
        FlowFact? ended;
        ComponentLags? lags;
        lock (_lock)
        {
            (ended, lags) = (_ended, _lags);
        }

        var counters = new ComponentCounters
        {
            Records = Meter.Records,
            Bytes = Interlocked.Read(ref _bytes),
            Deliveries = Interlocked.Read(ref _deliveries),
            Objects = Interlocked.Read(ref _objects),
            Failures = Interlocked.Read(ref _failures),
            InFlight = InFlight,
        };

        // What ended it is more than that the run has ended.
        var (first, second) = ended is { State: FlowState.Blocked } ? (ended, moment.Stopped) : (moment.Stopped, ended);
        return _component.ToStatus(moment, counters, first, second, _troubles.Blocked(moment.Now), _troubles.Degraded(moment.Now), holds, _component.Degraded()) with { Lags = lags };
    }

    void Count(long records, string outcome)
    {
        if (records > 0)
        {
            Instruments.RecordsRead.TryAdd(records, identity.PipeTag, identity.NameTag, Tags.Of(Tags.Outcome, outcome));
        }
    }
}
