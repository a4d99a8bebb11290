namespace Fluency.Ingest.Sinks.Http;

/// <summary>Whether records that a receiver refused alone, while it took no others, may be taken for being at fault. Knows nothing of requests.</summary>
/// <remarks>
/// A receiver that has begun to refuse everything, in whatever words (a proxy that forwards no body, one that reads no gzip), must not be fed with the queue, record by record: so it is given only a few since it took any. Nor may a few bad records
/// keep everything behind them waiting for ever, where no other is sent that could prove the receiver well: so it is given as many again each time that <see cref="Patience"/> has passed.
/// </remarks>
sealed class ReceiverTrust(TimeProvider time)
{
    /// <summary>So many records, each refused alone by a receiver that takes nothing else: it is the receiver, not the records.</summary>
    public const int MostDoubts = 3;

    /// <summary>How long a few records that nothing else speaks for wait before they are given up.</summary>
    /// <remarks>Longer than somebody who watches the first start needs to mend the configuration; short enough that one bad record at the head of a queue is no outage of a day.</remarks>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    readonly Lock _lock = new();

    // Under the lock: how many may still be given up, and since when there were too few.
    int _left;
    long? _since;

    /// <summary>Whether it is time to look for a record that is taken through a whole batch, rather than to give up after a few.</summary>
    public bool IsSearchDue
    {
        get
        {
            lock (_lock)
            {
                return IsPatienceOver;
            }
        }
    }

    /// <summary>Whether the receiver took records of late, so that it is worth it to ask for each of a batch.</summary>
    public bool IsProven
    {
        get
        {
            lock (_lock)
            {
                return _left > 0 && _since is null;
            }
        }
    }

    /// <summary>Notes that a record was taken: the receiver works.</summary>
    public void Accepted()
    {
        lock (_lock)
        {
            (_left, _since) = (MostDoubts, null);
        }
    }

    /// <summary>Notes that nothing is taken, and nothing is given up.</summary>
    public void Refused()
    {
        lock (_lock)
        {
            _since ??= time.GetTimestamp();
        }
    }

    /// <summary>Whether so many records, all of a batch and each refused alone, may be given up.</summary>
    public bool TrySpend(int records)
    {
        lock (_lock)
        {
            if (IsPatienceOver)
            {
                (_left, _since) = (MostDoubts, null);
            }

            if (records <= _left)
            {
                _left -= records;
                return true;
            }

            _since ??= time.GetTimestamp();
            return false;
        }
    }

    bool IsPatienceOver => _since is { } since && time.GetElapsedTime(since) >= Patience;
}
