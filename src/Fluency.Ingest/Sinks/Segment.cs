namespace Fluency.Ingest.Sinks;

/// <summary>Some records of one object on their way to one sink: what a lane takes in, and what it answers for.</summary>
sealed class Segment : IDisposable
{
    readonly Segment? _parent;
    readonly int _count;
    int _open;
    int _hasEnded;
    int _kept;

    /// <param name="records">The records, owned by the segment from now on.</param>
    /// <param name="owner">Who waits for them.</param>
    /// <param name="sink">The position of the sink.</param>
    /// <param name="lastIndex">The index in the object of the last record.</param>
    /// <param name="parent">The segment that some of its records were taken out of, to be quarantined; it is settled only with them.</param>
    public Segment(RecordBatch records, ISegmentOwner owner, int sink, uint lastIndex, Segment? parent = null)
    {
        Records = records;
        Owner = owner;
        Sink = sink;
        LastIndex = lastIndex;
        _parent = parent;
        _count = records.Count;
        _open = _count;
        records.Own(this);
    }

    public RecordBatch Records { get; }

    public ISegmentOwner Owner { get; }

    public int Sink { get; }

    public uint LastIndex { get; }

    /// <summary>Of a segment for the quarantine: the indexes in the object of the records that it keeps.</summary>
    public IReadOnlyList<uint> Quarantined { get; init; } = [];

    /// <summary>Whether it must be written in batches without other deliveries' records: it came again, so that one of its records may be poison.</summary>
    public bool IsIsolated { get; init; }

    /// <summary>What its memory counts for in the owner's budget.</summary>
    public long ReservedBytes { get; init; }

    /// <summary>Whether all its records are durable.</summary>
    public bool IsSettled => Volatile.Read(ref _open) == 0;

    /// <summary>Whether the quarantine has all of it in place of its sink.</summary>
    public bool IsKept => Volatile.Read(ref _kept) >= _count;

    /// <summary>Whether its owner was told what became of it.</summary>
    public bool HasEnded => Volatile.Read(ref _hasEnded) == 1;

    /// <summary>Notes that records of it have become durable.</summary>
    public void Settle(int count)
    {
        if (Interlocked.Add(ref _open, -count) == 0 && Interlocked.Exchange(ref _hasEnded, 1) == 0)
        {
            if (_parent is null)
            {
                Owner.OnSettled(this);
            }
            else
            {
                Owner.OnQuarantined(Quarantined);
                _parent.Settle(_count);
            }
        }
    }

    /// <summary>Notes that records of it go to the quarantine in place of their sink.</summary>
    public void Keep(int count) => Interlocked.Add(ref _kept, count);

    /// <summary>Notes that some of it will not become durable; only the first failure counts.</summary>
    public void Fail(Failure failure)
    {
        if (_parent is not null)
        {
            _parent.Fail(failure);
        }
        else if (Interlocked.Exchange(ref _hasEnded, 1) == 0)
        {
            Owner.OnFailed(this, failure);
        }
    }

    public void Dispose() => Records.Dispose();
}
