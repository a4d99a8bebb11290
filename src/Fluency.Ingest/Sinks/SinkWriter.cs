using Fluency.Ingest.Deliveries;
using Fluency.Ingest.Diagnostics;
using Fluency.Ingest.Diagnostics.Flow;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace Fluency.Ingest.Sinks;

/// <summary>Writes batches to one sink until each record is durable there or kept in the quarantine, is refused for good, or the pipe is aborted.</summary>
/// <remarks>A transient failure is tried again for ever, since an outage of a sink is no record's fault, unless the sink's options say otherwise; the delays grow and are jittered.</remarks>
sealed class SinkWriter
{
    // A sink may ask for any delay; a timer takes 49 days at most.
    static readonly TimeSpan LongestDelay = TimeSpan.FromDays(1);

    readonly (int Index, string Name) _id;
    readonly ISink _sink;
    readonly SinkCounters _counters;
    readonly SinkObserver _observer;
    readonly SinkOutage _outage;
    readonly RecordQuarantine _quarantine;
    readonly ILogger _logger;
    readonly SinkRetry _delays;
    readonly ResiliencePipeline _retry;

    /// <param name="id">The sink's position, and its name for people.</param>
    /// <param name="sink">The sink.</param>
    /// <param name="counters">What to count in.</param>
    /// <param name="observer">Is told of everything that happens.</param>
    /// <param name="delays">Delays between tries.</param>
    /// <param name="outage">Is told of failures and successes, and says what they mean.</param>
    /// <param name="quarantine">Takes what the sink does not.</param>
    /// <param name="time">The clock of the delays.</param>
    /// <param name="logger">Takes what happens.</param>
    public SinkWriter((int Index, string Name) id, ISink sink, SinkCounters counters, SinkObserver observer, SinkRetry delays, SinkOutage outage, RecordQuarantine quarantine, TimeProvider time, ILogger logger)
    {
        _id = id;
        _sink = sink;
        _counters = counters;
        _observer = observer;
        _delays = delays;
        _outage = outage;
        _quarantine = quarantine;
        _logger = logger;
        _retry = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = int.MaxValue,
                ShouldHandle = static arguments => ValueTask.FromResult(
                    arguments.Outcome.Exception is { } exception && !IsPermanent(exception) && !arguments.Context.CancellationToken.IsCancellationRequested),
                DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(DelayAfter(arguments.AttemptNumber + 1, arguments.Outcome.Exception)),
                OnRetry = OnRetry,
            })
            .Build();
    }

    /// <summary>Writes some records of a batch; each slot's owner is its segment, which is told what became of it.</summary>
    /// <param name="records">The batch.</param>
    /// <param name="slots">Which of its records; null for all.</param>
    /// <param name="cancellationToken">Ends the tries.</param>
    /// <exception cref="OperationCanceledException">The token fired: what became of the rest is unknown.</exception>
    public async Task WriteAsync(RecordBatch records, int[]? slots, CancellationToken cancellationToken)
    {
        records.IsReadOnly = true;
        var write = new LaneWrite(records, slots);
        try
        {
            await _retry.ExecuteAsync(static (state, token) => state.Writer.TryWriteAsync(state.Write, token), (Writer: this, Write: write), cancellationToken).ConfigureAwait(false);
            if (write.IsDiverted)
            {
                await DivertAsync(records, write, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                write.SettleAll();
            }
        }
        catch (SinkException exception) when (IsPermanent(exception))
        {
            // It waits no more: what is left of it is written anew, and each of that waits for itself.
            EndWait(write);
            await RefuseAsync(records, write, exception, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            EndWait(write);
        }
    }

    void EndWait(LaneWrite write)
    {
        if (write.HasFailed)
        {
            write.HasFailed = false;
            _outage.Ended();
        }
    }

    /// <summary>Sends records to the quarantine without trying the sink, which is down.</summary>
    public Task DivertAsync(RecordBatch records, int[]? slots, CancellationToken cancellationToken)
    {
        records.IsReadOnly = true;
        return DivertAsync(records, new LaneWrite(records, slots), cancellationToken);
    }

    static bool IsPermanent(Exception exception) => exception is SinkException { IsTransient: false };

    async ValueTask TryWriteAsync(LaneWrite write, CancellationToken cancellationToken)
    {
        if (write.Tries++ > 0)
        {
            write.DropAbandoned(SinkLane.Abandoned);
            if (write.IsDone)
            {
                return;
            }
        }

        write.BeginTry();
        var records = write.Remaining;
        var count = records.Count;
        try
        {
            records.IsLent = true;
            await WriteOnceAsync(records, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            if (exception is SinkException { FailedRecords: { } failed })
            {
                var bytes = records.Bytes;
                write.Keep(failed);
                Count(count - write.Count, bytes - write.Remaining.Bytes);
            }

            // If it is down for too long, what is left goes elsewhere.
            if (!cancellationToken.IsCancellationRequested && IsDiverted(write, count, exception))
            {
                return;
            }

            throw;
        }
        finally
        {
            records.IsLent = false;
        }

        _outage.Succeeded();
        _observer.Show(records, ProcessorAnswer.Pass);
        Count(records.Count, records.Bytes);
    }

    async ValueTask WriteOnceAsync(RecordBatch records, CancellationToken cancellationToken)
    {
        var began = _observer.WriteBegins();
        Exception? failed = null;
        try
        {
            await _sink.WriteAsync(records, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            failed = exception;
            throw;
        }
        finally
        {
            _observer.WriteEnded(began, failed);
        }
    }

    bool IsDiverted(LaneWrite write, int count, Exception exception)
    {
        if (write.Count < count || IsPermanent(exception))
        {
            _outage.Succeeded();
        }

        if (IsPermanent(exception))
        {
            return false;
        }

        write.IsDiverted = _outage.Failed(exception, isFirst: !write.HasFailed);
        write.HasFailed = true;
        return write.IsDiverted;
    }

    async Task DivertAsync(RecordBatch records, LaneWrite write, CancellationToken cancellationToken)
    {
        write.DropAbandoned(SinkLane.Abandoned);
        if (!write.IsDone)
        {
            await KeepAsync(records, write, _outage.ToFailure(), cancellationToken).ConfigureAwait(false);
            _outage.Diverted(write.Count);
        }
    }

    async Task RefuseAsync(RecordBatch records, LaneWrite write, SinkException exception, CancellationToken cancellationToken)
    {
        _observer.Refused(exception.Message);
        if (write.AreNamed)
        {
            await RefuseNamedAsync(records, write, exception.Message, cancellationToken).ConfigureAwait(false);
            return;
        }

        var deliveries = write.ByDelivery();
        if (deliveries.Count > 1)
        {
            // One of them is poison, but the sink does not say which: each is written by itself, so that it harms nobody else.
            foreach (var slots in deliveries)
            {
                await WriteAsync(records, slots, cancellationToken).ConfigureAwait(false);
            }

            return;
        }

        Log.SinkRefused(_logger, _id.Name, exception);
        foreach (var (segment, _) in write.BySegment())
        {
            segment.Fail(new Failure(FailureCause.SinkPermanent, $"The sink '{_id.Name}' refused the records for good: {exception.Message}") { Exception = exception });
        }
    }

    async Task RefuseNamedAsync(RecordBatch records, LaneWrite write, string reason, CancellationToken cancellationToken)
    {
        _observer.Show(write.Remaining, ProcessorAnswer.Error, reason);
        foreach (var record in write.Remaining)
        {
            Log.RecordRefused(_logger, _id.Name, record.Index, record.Object.Uri, reason);
        }

        if (_quarantine.IsBehind(_id.Index))
        {
            await KeepAsync(records, write, new Failure(FailureCause.SinkPermanent, reason), cancellationToken).ConfigureAwait(false);
            return;
        }

        foreach (var (segment, slots) in write.BySegment())
        {
            records.Select(slots, slots.Length);
            var (index, origin) = (records[0].Index, records[0].Object);
            segment.Fail(new Failure(FailureCause.SinkPermanent, $"The sink '{_id.Name}' refused record {index} of {origin.Uri} for good: {reason}") { Object = origin });
        }
    }

    async Task KeepAsync(RecordBatch records, LaneWrite write, Failure failure, CancellationToken cancellationToken)
    {
        foreach (var (segment, slots) in write.BySegment())
        {
            records.Select(slots, slots.Length);
            segment.Keep(slots.Length);
            await _quarantine.KeepAsync(segment, records, failure, cancellationToken).ConfigureAwait(false);
            _observer.Kept(slots.Length);
        }
    }

    void Count(int records, long bytes)
    {
        _counters.Wrote(records, bytes);
        _observer.Wrote(records, bytes);
    }

    TimeSpan DelayAfter(int attempt, Exception? exception)
    {
        // A sink that asks for no delay at all gets the usual one: else one that is down would be asked as fast as the processor can.
        var delay = exception is SinkException { RetryAfter: { Ticks: > 0 } asked } ? asked : Backoff.After(attempt, _delays.FirstDelay, _delays.MaxDelay, Random.Shared.NextDouble());
        delay = _outage.Limit(delay < LongestDelay ? delay : LongestDelay);
        return delay > TimeSpan.Zero ? delay : TimeSpan.Zero;
    }

    ValueTask OnRetry(OnRetryArguments<object> arguments)
    {
        _counters.Retried();
        _observer.Retries();
        Log.SinkWriteFailed(_logger, _id.Name, arguments.AttemptNumber + 1, arguments.RetryDelay, arguments.Outcome.Exception);
        return ValueTask.CompletedTask;
    }
}
