using Fluency.Ingest.Diagnostics;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace Fluency.Ingest.Sinks;

/// <summary>Writes batches to one sink until each record is durable, refused for good, or the pipe is aborted.</summary>
/// <remarks>A transient failure is tried again for ever, since an outage of a sink is no record's fault; the delays grow and are jittered.</remarks>
sealed class SinkWriter
{
    readonly string _name;
    readonly ISink _sink;
    readonly SinkCounters _counters;
    readonly Action<Segment, RecordBatch, string> _refuse;
    readonly ILogger _logger;
    readonly ResiliencePipeline _retry;

    /// <param name="name">The sink's name, for people.</param>
    /// <param name="sink">The sink.</param>
    /// <param name="counters">What to count in.</param>
    /// <param name="retry">Delays between tries.</param>
    /// <param name="refuse">Takes the records of a segment that the sink refuses for good, with the reason. They are lent for the call.</param>
    /// <param name="time">The clock of the delays.</param>
    /// <param name="logger">Takes what happens.</param>
    public SinkWriter(string name, ISink sink, SinkCounters counters, SinkRetry retry, Action<Segment, RecordBatch, string> refuse, TimeProvider time, ILogger logger)
    {
        _name = name;
        _sink = sink;
        _counters = counters;
        _refuse = refuse;
        _logger = logger;
        _retry = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = retry.FirstDelay,
                MaxDelay = retry.MaxDelay,
                ShouldHandle = static arguments => ValueTask.FromResult(
                    arguments.Outcome.Exception is { } exception && !IsPermanent(exception) && !arguments.Context.CancellationToken.IsCancellationRequested),
                DelayGenerator = static arguments => ValueTask.FromResult((arguments.Outcome.Exception as SinkException)?.RetryAfter),
                OnRetry = OnRetry,
            })
            .Build();
    }

    /// <summary>Writes some records of a batch; each slot's owner is its segment, which is told what became of it.</summary>
    /// <exception cref="OperationCanceledException">The token fired: what became of the rest is unknown.</exception>
    public async Task WriteAsync(RecordBatch records, int[] slots, CancellationToken cancellationToken)
    {
        records.IsReadOnly = true;
        var write = new LaneWrite(records, slots);
        try
        {
            await _retry.ExecuteAsync(static (state, token) => state.Writer.TryWriteAsync(state.Write, token), (Writer: this, Write: write), cancellationToken).ConfigureAwait(false);
            write.SettleAll();
        }
        catch (SinkException exception) when (IsPermanent(exception))
        {
            await RefuseAsync(records, write, exception, cancellationToken).ConfigureAwait(false);
        }
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

        var records = write.Remaining;
        var count = records.Count;
        try
        {
            await _sink.WriteAsync(records, cancellationToken).ConfigureAwait(false);
        }
        catch (SinkException exception) when (exception.FailedRecords is { } failed)
        {
            write.Keep(failed);
            Count(count - write.Count, 0);
            if (write.IsDone)
            {
                // It failed, but names no record that did: all are durable.
                return;
            }

            throw;
        }

        Count(records.Count, records.Bytes);
    }

    async Task RefuseAsync(RecordBatch records, LaneWrite write, SinkException exception, CancellationToken cancellationToken)
    {
        if (exception.FailedRecords is not null)
        {
            foreach (var (segment, slots) in write.BySegment())
            {
                records.Select(slots, slots.Length);
                _refuse(segment, records, exception.Message);
            }

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

        Log.SinkRefused(_logger, _name, exception);
        foreach (var (segment, _) in write.BySegment())
        {
            segment.Fail(new Failure(FailureCause.SinkPermanent, $"The sink '{_name}' refused the records for good: {exception.Message}") { Exception = exception });
        }
    }

    void Count(int records, long bytes)
    {
        _counters.Wrote(records, bytes);
        IngestDiagnostics.RecordsWritten.Add(records, new KeyValuePair<string, object?>("fluency.ingest.sink", _name));
    }

    ValueTask OnRetry(OnRetryArguments<object> arguments)
    {
        _counters.Retried();
        Log.SinkWriteFailed(_logger, _name, arguments.AttemptNumber + 1, arguments.RetryDelay, arguments.Outcome.Exception);
        return ValueTask.CompletedTask;
    }
}
