using System.Threading.Channels;

namespace Fluency.Ingest.Diagnostics.Flow;

/// <summary>One who looks: takes so many records a second, holds so many, and counts what he misses. Never makes anybody wait.</summary>
sealed class TailSubscription
{
    readonly TailOptions _options;
    readonly TimeProvider _time;
    readonly Lock _lock = new();
    readonly Channel<TailRecord> _records;

    // Under the lock: how many may still be shown in the second that began then, and what was not shown since the last that was.
    long _secondBegan;
    int _left;
    long _missed;

    public TailSubscription(string component, TailOptions options, TimeProvider time)
    {
        Component = component;
        _options = options;
        _time = time;
        _secondBegan = time.GetTimestamp();
        _left = options.MaxRecordsPerSecond;

        // Full, it is emptied from the front by hand: what is given up is counted.
        _records = Channel.CreateUnbounded<TailRecord>();
    }

    public string Component { get; }

    /// <summary>Takes a copy of a record, if it is wanted and there is room for one more in this second.</summary>
    public void Offer(Record record, ProcessorAnswer answer, string? reason, bool isRaw)
    {
        if (_options.Answer is { } wanted && wanted != answer)
        {
            return;
        }

        lock (_lock)
        {
            if (!TryTakeOne())
            {
                _missed++;
                return;
            }

            if (_records.Reader.Count >= _options.Capacity && _records.Reader.TryRead(out var oldest))
            {
                // What he would have been told with it, the next one tells.
                _missed += oldest.Missed + 1;
            }

            var copy = TailCopy.Of(record, isRaw, _options.MaxBodyBytes);
            _records.Writer.TryWrite(new TailRecord
            {
                Time = _time.GetUtcNow(),
                Component = Component,
                Answer = answer,
                Reason = reason is null ? null : Flow.Sentence.Of(reason),
                Id = record.Id.ToString(),
                Object = record.Object.Uri,
                Index = record.Index,
                Body = copy.Text,
                Bytes = copy.Bytes,
                IsTruncated = copy.IsTruncated,
                Missed = _missed,
            });
            _missed = 0;
        }
    }

    /// <summary>The next record; null once cancelled.</summary>
    public async ValueTask<TailRecord?> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _records.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    bool TryTakeOne()
    {
        if (_time.GetElapsedTime(_secondBegan) >= TimeSpan.FromSeconds(1))
        {
            (_secondBegan, _left) = (_time.GetTimestamp(), _options.MaxRecordsPerSecond);
        }

        if (_left == 0)
        {
            return false;
        }

        _left--;
        return true;
    }
}
