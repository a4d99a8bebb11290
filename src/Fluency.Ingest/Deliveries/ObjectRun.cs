using System.Diagnostics;
using System.Runtime.CompilerServices;
using Fluency.Ingest.CloudTrail;
using Fluency.Ingest.Diagnostics;
using Fluency.Ingest.Diagnostics.Flow;
using Fluency.Ingest.Objects;
using Fluency.Ingest.Records;
using Fluency.Ingest.Routing;
using Fluency.Ingest.Sinks;

namespace Fluency.Ingest.Deliveries;

/// <summary>One object on its way: reads it, routes its records, and hands on what goes to each sink (<see cref="ObjectRecords"/>) once the object is proven whole and its turn has come.</summary>
/// <remarks>An object that passes the buffer limit takes its turn first and then hands on what it has while it is read: it can no longer be proven whole before.</remarks>
sealed class ObjectRun : ISegmentOwner
{
    // Enough to be worth a write of its own, little enough that a streamed object never weighs much.
    const int StreamedSegmentBytes = 256 * 1024;

    // Envelopes and bookkeeping may weigh some three times as much as CloudTrail's records; only millions of tiny records in one object weigh more, and they stream.
    const long HeldFactor = 4;

    readonly DeliveryRun _delivery;
    readonly PipeState _state;
    readonly SourceState _ofSource;
    readonly ISourceObject _source;
    readonly int _position;
    readonly ObjectRecords _records;
    RoutingCounts? _routing;
    ObjectTimes _times;
    bool _isData;
    long _stored;
    long _reserved;
    bool _isTooLarge;
    bool _isStreaming;

    public ObjectRun(DeliveryRun delivery, SourceState source, PipeState state, ISourceObject sourceObject, int position)
    {
        _delivery = delivery;
        _state = state;
        _ofSource = source;
        _source = sourceObject;
        _position = position;
        _records = new ObjectRecords(state, source.Router.Unrouted);
    }

    /// <summary>What went wrong, or null. Known when it has been read; a sink may add to it until everything is settled.</summary>
    public Failure? Failure { get; private set; }

    /// <summary>How long the object is not to be tried, if it was not: its container fails again and again.</summary>
    public TimeSpan? HeldBackFor { get; private set; }

    ObjectId Id { get; set; }

    // Null until the object is known.
    ObjectProgress? Progress => _records.Progress;

    public bool IsAbandoned => _delivery.IsAbandoned;

    public object Delivery => _delivery;

    public ActivityContext Trace => _delivery.Trace;

    /// <summary>What is held and not yet handed to a lane.</summary>
    public long HeldBytes => _records.HeldBytes;

    /// <summary>What became of the records, once all is settled.</summary>
    public RecordCounts Counts => _records.Counts;

    /// <summary>Reads the object to its proven end. What fails is kept in <see cref="Failure"/>; only cancellation throws.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask ReadAsync(RecordRouter router, CancellationToken cancellationToken)
    {
        // Only a first try: what came again may be at its last receive, and no object goes to a dead-letter queue untried.
        if (!_delivery.IsRedelivered && _state.Breaker.HoldBack(_source.Reference) is { } held)
        {
            (Failure, HeldBackFor) = (held.Failure, held.For);
            return;
        }

        using var activity = IngestDiagnostics.StartObject(_source.Reference);
        var began = _state.Time.GetTimestamp();
        _routing = router.Counts;
        try
        {
            var reader = await ObjectReader.OpenAsync(_source, _state.Options.Objects, _state.Time, cancellationToken).ConfigureAwait(false);
            await using var close = reader.ConfigureAwait(false);
            try
            {
                await ReadRecordsAsync(reader, router, cancellationToken).ConfigureAwait(false);
            }
            catch (IngestException exception)
            {
                await reader.ThrowIfSpoiltAsync(exception, cancellationToken).ConfigureAwait(false);
                throw;
            }
            finally
            {
                _stored = reader.BytesCompressed;
                _state.Counters.Bytes(_stored, reader.BytesDecompressed);
                _ofSource.Observer.Took(_stored);
            }

            OnAnswered();
            _ofSource.Observer.Read(_source.Reference, _isData, _times, _state.Time.GetElapsedTime(began));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            var failure = Failure.From(exception, _source.Reference);
            Fail(failure);
            activity.Fail(failure.Cause);
            _ofSource.Observer.ReadFailed(_source.Reference, failure, _state.Time.GetElapsedTime(began));
            OnUnanswered(failure);
            await OnUnreadableAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Hands what is held to the lanes. The delivery has its turn.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask PostAsync(CancellationToken cancellationToken)
    {
        for (var sink = 0; sink < _state.Lanes.Count; sink++)
        {
            while (_records.TryTake(sink, out var records, out var lastIndex))
            {
                if (Progress!.Settled.IsSettled(sink, lastIndex))
                {
                    // Another try made it durable while this one waited for its turn.
                    records.Dispose();
                    continue;
                }

                var segment = new Segment(records, this, sink, lastIndex) { IsIsolated = _delivery.IsRedelivered, ReservedBytes = records.HeldBytes };
                Progress.Posted(segment);
                _delivery.Segments.Start();
                await PostOrFailAsync(segment, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Lets go of what was held but not posted.</summary>
    public void Discard()
    {
        _records.Discard();
        _state.Budget.Release(Interlocked.Exchange(ref _reserved, 0));
    }

    /// <summary>Puts the object into the statistics when its delivery is settled, and remembers its progress when it may come again.</summary>
    public void Account(bool isSettled, bool isOver)
    {
        if (Failure is not null && HeldBackFor is null)
        {
            _state.Counters.ObjectFailed();
        }

        if (Progress?.Settled is not { } settled)
        {
            return;
        }

        if (isSettled)
        {
            Count(settled);
        }

        if (isOver)
        {
            settled.End();
            _ofSource.Unfinished.Forget(Id);
        }
        else if (!settled.HasEnded)
        {
            // Of a try that ends behind the one that was done with it, nothing is left to be remembered.
            _ofSource.Unfinished.Remember(Id, settled);
            if (settled.HasEnded)
            {
                _ofSource.Unfinished.Forget(Id);
            }
        }
    }

    /// <summary>Whether it is to be counted as one that the quarantine has: it failed, and no other try of it was counted so.</summary>
    public bool TryCountAsKept() => Failure?.Object is not null && Progress?.Settled.TryCountAsKept() is not false;

    // Once for all tries; a try of which nothing counts leaves that to the others.
    void Count(SettledRecords settled)
    {
        // Of an object that failed, only the records before the damage of a streamed one have gone anywhere by themselves; the rest is rejected as a whole, as is what was never handed on.
        var hasRecords = HeldBytes == 0 && (Failure is null || (_isStreaming && Failure.Cause != FailureCause.SinkPermanent));
        if (!hasRecords || !settled.TryCount())
        {
            return;
        }

        if (Failure is null)
        {
            _state.Counters.ObjectRead();
        }

        var counts = Counts;
        _state.Counters.Records(counts);
        _ofSource.Observer.Counted(counts, _stored);
        _ofSource.Observer.Router.Settled(_ofSource.Observer.Now, _routing!, counts, _records.Unrouted);
    }

    void ISegmentOwner.OnSettled(Segment segment)
    {
        if (!segment.IsKept)
        {
            _state.Observer.Sinks[segment.Sink].Durable(_isData, _times);
        }

        Progress!.OnSettled(segment.Sink);
        End(segment);
    }

    void ISegmentOwner.OnFailed(Segment segment, Failure failure)
    {
        Fail(failure with { Object = failure.Object ?? _source.Reference });
        End(segment);
    }

    void ISegmentOwner.OnQuarantined(IReadOnlyList<uint> indexes) => Progress!.Settled.Quarantined(indexes);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    async ValueTask ReadRecordsAsync(ObjectReader reader, RecordRouter router, CancellationToken cancellationToken)
    {
        Id = reader.Id;

        // Compressing does not make it longer: what is held of it until the limit is passed would be held in vain.
        _isTooLarge = reader.StoredLength > _state.Options.BufferLimit;
        var begun = _ofSource.Unfinished.TryGet(Id, out var unfinished) ? unfinished : new SettledRecords(_state.Lanes.Count);
        var tried = _ofSource.Tried.Merge((_delivery.Id, _position, Id), new TriedObject(_delivery.Attempt, _delivery.IsTriedInPlace, begun), TriedObject.Merge);
        _records.Progress = new ObjectProgress(tried.Settled);
        using var records = new RecordReader(reader, _state.Options.Records);
        using var activity = IngestDiagnostics.StartRoute(_ofSource.Router.Name);
        try
        {
            await RouteRecordsAsync(reader, records, router, cancellationToken).ConfigureAwait(false);
        }
        catch (IngestException exception) when (records.Failure is { } failure)
        {
            throw await reader.ExplainAsync(exception, failure.Offset, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _ofSource.Observer.Router.Ran(_ofSource.Observer.Now, _isData, router.Counts, kept: _records.Kept);
            SetTags(activity, router.Counts);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    async ValueTask RouteRecordsAsync(ObjectReader reader, RecordReader records, RecordRouter router, CancellationToken cancellationToken)
    {
        uint index = 0;
        while (await records.FillAsync(cancellationToken).ConfigureAwait(false))
        {
            _records.ObjectBytes = reader.BytesDecompressed;
            while (records.TryRead(out var raw))
            {
                if (index == 0)
                {
                    OnFirstRecord(reader.Reference, raw);
                }

                router.Add(reader.Reference, Id, index++, raw);
                if (router.IsFull)
                {
                    await RunAsync(router, cancellationToken).ConfigureAwait(false);
                }
            }

            await RunAsync(router, cancellationToken).ConfigureAwait(false);
            await KeepWithinLimitsAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    ValueTask RunAsync(RecordRouter router, CancellationToken cancellationToken)
    {
        router.Tap = _state.Observer.Tails.Current is { } tails ? new RouterTap(tails, _ofSource.Observer) : null;
        return router.RunAsync(_records, cancellationToken);
    }

    void OnFirstRecord(ObjectReference reference, ReadOnlySpan<byte> raw)
    {
        _isData = DataObjects.IsData(reference.Name);
        _times = new ObjectTimes(_isData ? DataObjects.EventTimeOf(raw) : null, reference.LastModified, _delivery.Queued);
    }

    void SetTags(Activity? activity, RoutingCounts routing)
    {
        if (activity is not null)
        {
            var counts = _records.Counts;
            activity.SetTag(Tags.Records, counts.Read);
            activity.SetTag(Tags.Dropped, counts.Dropped);
            activity.SetTag(Tags.Unrouted, _records.Unrouted);
            activity.SetTag(Tags.Errors, routing.Errors);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    async ValueTask KeepWithinLimitsAsync(CancellationToken cancellationToken)
    {
        var held = HeldBytes;
        await ReserveAsync(held, cancellationToken).ConfigureAwait(false);
        if (!_isStreaming && (_isTooLarge || _records.ObjectBytes > _state.Options.BufferLimit || held > HeldFactor * _state.Options.BufferLimit))
        {
            await _delivery.TakeTurnAsync(cancellationToken).ConfigureAwait(false);
            _isStreaming = true;
        }

        if (_isStreaming && held >= StreamedSegmentBytes)
        {
            _ofSource.Observer.ReadOn(_isData);
            await PostAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    // What was reserved and not yet handed on with a segment is what is held now.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    async ValueTask ReserveAsync(long held, CancellationToken cancellationToken)
    {
        var more = held - Interlocked.Read(ref _reserved);
        if (more > 0)
        {
            await _state.Budget.ReserveAsync(_delivery.Place, more, cancellationToken).ConfigureAwait(false);
            Interlocked.Add(ref _reserved, more);
        }
    }

    void OnAnswered()
    {
        if (_state.Breaker.Succeeded(_source.Reference.Container) is { } heldBack)
        {
            Log.ContainerCameBack(_state.Logger, _source.Reference.Container, heldBack);
        }
    }

    void OnUnanswered(Failure failure)
    {
        if (ContainerBreaker.Concerns(failure.Cause))
        {
            if (_state.Breaker.Failed(_source.Reference.Container, failure))
            {
                Log.ContainerHeldBack(_state.Logger, _source.Reference.Container, failure.Cause, failure.Reason);
            }
        }
        else if (failure.Cause != FailureCause.Unexpected)
        {
            // The object is bad, but the container gave it out.
            OnAnswered();
        }
    }

    async ValueTask OnUnreadableAsync(CancellationToken cancellationToken)
    {
        if (_isStreaming)
        {
            // The records before the damage were promised to nobody to be withheld. A later try, if there is one, does not bring them again.
            await PostAsync(cancellationToken).ConfigureAwait(false);
        }
        else
        {
            Discard();
            _records.ForgetCounts();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    async ValueTask PostOrFailAsync(Segment segment, CancellationToken cancellationToken)
    {
        // The segment takes its part of the reservation with it; a part that was never reserved (the last records of an object) is taken beyond the budget.
        var reserved = Interlocked.Read(ref _reserved);
        Interlocked.Add(ref _reserved, -Math.Min(reserved, segment.ReservedBytes));
        _state.Budget.Take(Math.Max(0, segment.ReservedBytes - reserved));
        try
        {
            await _state.Lanes[segment.Sink].PostAsync(segment, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            segment.Fail(new Failure(FailureCause.Shutdown, "The pipe was stopped before the records were taken by their sink."));
            segment.Dispose();
            throw;
        }
    }

    // What may pass outweighs what never will: while any of it may, the delivery is tried again. A sink's failure may come while the object is still being read.
    void Fail(Failure failure)
    {
        lock (_records)
        {
            if (Failure is null || (DispositionTable.IsFinal(Failure.Cause) && !DispositionTable.IsFinal(failure.Cause)))
            {
                Failure = failure;
            }
        }
    }

    void End(Segment segment)
    {
        _state.Budget.Release(segment.ReservedBytes);
        _delivery.Segments.End();
    }
}
