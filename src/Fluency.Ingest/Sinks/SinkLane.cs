using Fluency.Ingest.Diagnostics;

namespace Fluency.Ingest.Sinks;

/// <summary>The queue before one sink: gathers segments of many deliveries into batches and writes them in order.</summary>
sealed class SinkLane : IAsyncDisposable
{
    /// <summary>What became of records whose delivery was given up before they were written.</summary>
    public static readonly Failure Abandoned = new(FailureCause.LeaseLost, "The delivery was given up before its records were written.");

    // As many as no sink has a use for; each permit is asked back one by one at the end.
    const int MostWrites = 1000;

    readonly LaneQueue _queue;
    readonly FlushPolicy _policy;
    readonly Upstream _upstream;
    readonly TimeProvider _time;
    readonly SinkWriter _writer;
    readonly SinkOutage _outage;
    readonly SemaphoreSlim _writes;
    readonly int _maxWrites;
    Task _loop = Task.CompletedTask;

    /// <param name="index">The position of the sink in the pipe.</param>
    /// <param name="name">Its name.</param>
    /// <param name="sink">The sink.</param>
    /// <param name="parts">When a batch is written, and what is shared with other lanes.</param>
    /// <param name="outage">Whether the sink is down.</param>
    /// <param name="createWriter">Makes the writer, given the counters.</param>
    public SinkLane(int index, string name, ISink sink, LaneParts parts, SinkOutage outage, Func<SinkCounters, SinkWriter> createWriter)
    {
        Index = index;
        Name = name;
        _policy = parts.Policy;
        _upstream = parts.Upstream;
        _time = parts.Time;

        // Two batches: one to be written next, one to gather meanwhile. More would only be memory.
        _queue = new LaneQueue(_policy, parts.Intake, _time);
        _outage = outage;
        _writer = createWriter(Counters);
        _maxWrites = MaxWritesOf(sink);
        _writes = new SemaphoreSlim(_maxWrites);
        _upstream.BecameIdle += _queue.Pulse;
    }

    /// <summary>How many writes to a sink may be in flight at once, whatever it says.</summary>
    public static int MaxWritesOf(ISink sink) => Math.Clamp(sink.MaxConcurrentWrites, 1, MostWrites);

    public int Index { get; }

    public string Name { get; }

    public SinkCounters Counters { get; } = new();

    /// <summary>Whether its loop has ended by a failure, which nobody foresaw.</summary>
    public bool HasFailed => _loop.IsFaulted;

    /// <summary>Records that wait to be written.</summary>
    public long Waiting => _queue.Waiting.Records;

    /// <summary>Whether the sink has a write that it has not returned from.</summary>
    public bool IsWriting => _writes.CurrentCount < _maxWrites;

    /// <summary>Takes a segment in when there is room before the sink: this is where a slow sink slows everything before it.</summary>
    public async ValueTask PostAsync(Segment segment, CancellationToken cancellationToken)
    {
        await _queue.WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
        _queue.Add(segment);
    }

    /// <summary>Takes a segment in whatever waits already: for the little that goes to the quarantine while its lane must not be waited for.</summary>
    public void Post(Segment segment) => _queue.Add(segment);

    /// <summary>Starts writing.</summary>
    public void Start(CancellationToken abortToken) => _loop = Task.Run(() => RunAsync(abortToken), CancellationToken.None);

    /// <summary>Writes what is left and ends; or ends at once when aborted.</summary>
    public async Task CompleteAsync()
    {
        _queue.Close();
        await _loop.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        _upstream.BecameIdle -= _queue.Pulse;
        await CompleteAsync().ConfigureAwait(false);
        while (_queue.TryPeek() is not null)
        {
            _queue.Take().Dispose();
        }

        _writes.Dispose();
    }

    async Task RunAsync(CancellationToken abortToken)
    {
        try
        {
            while (await WaitForBatchAsync(abortToken).ConfigureAwait(false))
            {
                if (_outage.IsDiverting)
                {
                    await DivertOrProbeAsync(abortToken).ConfigureAwait(false);
                    continue;
                }

                await _writes.WaitAsync(abortToken).ConfigureAwait(false);
                var write = WriteNextAsync(abortToken);
                if (_maxWrites == 1)
                {
                    await write.ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (abortToken.IsCancellationRequested)
        {
            // Aborted: the deliveries are returned, whatever of them was written.
        }

        // All permits back: no write is in flight any more.
        for (var i = 0; i < _maxWrites; i++)
        {
            await _writes.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        }

        _writes.Release(_maxWrites);
    }

    async Task<bool> WaitForBatchAsync(CancellationToken abortToken)
    {
        while (true)
        {
            var changed = _queue.Changed;
            var (records, bytes, oldest) = _queue.Waiting;
            if (records == 0)
            {
                if (_queue.IsClosed)
                {
                    return false;
                }

                await changed.WaitAsync(abortToken).ConfigureAwait(false);
                continue;
            }

            var wait = _policy.WaitFor(records, bytes, oldest, _upstream.IsBusy);
            if (wait <= TimeSpan.Zero)
            {
                return true;
            }

            await changed.WaitAsync(wait, _time, abortToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            abortToken.ThrowIfCancellationRequested();
        }
    }

    async Task DivertOrProbeAsync(CancellationToken abortToken)
    {
        // The permit is not waited for: a probe that takes long must not hold up those who need not wait for it.
        var isFree = await _writes.WaitAsync(TimeSpan.Zero, abortToken).ConfigureAwait(false);
        if (isFree && _outage.TryBeginProbe())
        {
            _ = WriteNextAsync(abortToken);
            return;
        }

        if (isFree)
        {
            _writes.Release();
        }

        await TakeNextAsync(_writer.DivertAsync, abortToken).ConfigureAwait(false);
    }

    // Never throws: whoever does not await it waits for its permit.
    async Task WriteNextAsync(CancellationToken abortToken)
    {
        try
        {
            await TakeNextAsync(_writer.WriteAsync, abortToken).ConfigureAwait(false);
        }
        catch (Exception) when (abortToken.IsCancellationRequested)
        {
            // Given up. What became of the write is unknown, whatever the sink throws (a broken connection as often as a cancellation); its deliveries are returned.
        }
        finally
        {
            _writes.Release();
        }
    }

    Task TakeNextAsync(Write write, CancellationToken abortToken) =>
        _queue.TryPeek() is { } first && IsLarge(first) ? TakeLargeAsync(_queue.Take(), write, abortToken) : TakeSmallAsync(write, abortToken);

    // Worth a write of its own.
    bool IsLarge(Segment segment) => segment.Records.Count >= _policy.MaxRecords || segment.Records.Bytes >= _policy.MaxBytes / 2;

    async Task TakeLargeAsync(Segment segment, Write write, CancellationToken abortToken)
    {
        using (segment)
        {
            for (var start = 0; start < segment.Records.Count;)
            {
                if (segment.Owner.IsAbandoned)
                {
                    segment.Fail(Abandoned);
                }

                if (segment.HasEnded)
                {
                    // It failed before its end: the rest comes again with the delivery, or is kept with it.
                    return;
                }

                var end = EndOfSlice(segment.Records, start);
                var isAll = start == 0 && end == segment.Records.Count;
                await WriteAsync(write, segment.Records, isAll ? null : [.. Enumerable.Range(start, end - start)], [segment], abortToken).ConfigureAwait(false);
                segment.Records.SelectAll();
                start = end;
            }
        }
    }

    // What is held of an object comes in portions of one write; only entries of the quarantine may be more than what they are made of.
    int EndOfSlice(RecordBatch records, int start)
    {
        if (start == 0 && records.Count <= _policy.MaxRecords && records.Bytes <= _policy.MaxBytes)
        {
            return records.Count;
        }

        var end = start;
        long bytes = 0;
        while (end < records.Count && end - start < _policy.MaxRecords && (end == start || bytes + records[end].Raw.Length <= _policy.MaxBytes))
        {
            bytes += records[end++].Raw.Length;
        }

        return end;
    }

    async Task TakeSmallAsync(Write write, CancellationToken abortToken)
    {
        using var batch = new RecordBatch();
        var segments = new List<Segment>();
        try
        {
            Gather(batch, segments);
            if (batch.Count > 0)
            {
                await WriteAsync(write, batch, null, segments, abortToken).ConfigureAwait(false);
            }
        }
        finally
        {
            // They lend the batch its memory.
            segments.ForEach(static segment => segment.Dispose());
        }
    }

    void Gather(RecordBatch batch, List<Segment> segments)
    {
        object? alone = null;
        while (_queue.TryPeek() is { } next && Fits(batch, next, alone))
        {
            var segment = _queue.Take();
            segments.Add(segment);
            if (segment.Owner.IsAbandoned)
            {
                segment.Fail(Abandoned);
                continue;
            }

            batch.LendAll(segment.Records, segment);
            alone = segment.IsIsolated ? segment.Owner.Delivery : alone;
        }
    }

    async Task WriteAsync(Write write, RecordBatch records, int[]? slots, List<Segment> segments, CancellationToken abortToken)
    {
        using var activity = IngestDiagnostics.StartWrite(Name, segments);
        activity?.SetTag(Tags.Records, slots?.Length ?? records.Count);
        try
        {
            await write(records, slots, abortToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!abortToken.IsCancellationRequested)
        {
            // Not the sink's failure, which the writer has dealt with, but one that nobody foresaw. Those who wait are told, and the lane goes on.
            segments.ForEach(segment => segment.Fail(Failure.From(exception)));
        }
    }

    delegate Task Write(RecordBatch records, int[]? slots, CancellationToken cancellationToken);

    bool Fits(RecordBatch batch, Segment segment, object? alone)
    {
        if (batch.Count == 0)
        {
            return !IsLarge(segment);
        }

        var sameDelivery = ReferenceEquals(alone, segment.Owner.Delivery);
        return !IsLarge(segment)
            && (sameDelivery || (alone is null && !segment.IsIsolated))
            && batch.Count + segment.Records.Count <= _policy.MaxRecords
            && batch.Bytes + segment.Records.Bytes <= _policy.MaxBytes;
    }
}
