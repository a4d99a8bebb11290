using Fluency.Ingest.Sinks;

namespace Fluency.Ingest.Deliveries;

/// <summary>What one try has on its way of an object's records, and what all tries of that content have settled, so that a retry neither resends nor counts it again.</summary>
sealed class ObjectProgress
{
    readonly Lock _lock = new();

    // Of this try alone: tries of one object may overlap (two messages may tell of it), and none may vouch for what another has posted.
    readonly Queue<Segment>?[] _posted;

    readonly Settled _settled;

    public ObjectProgress(int sinks)
        : this(new Settled(sinks))
    {
    }

    ObjectProgress(Settled settled)
    {
        _settled = settled;
        _posted = new Queue<Segment>?[settled.Upto.Length];
    }

    /// <summary>How many records the quarantine has in place of a sink.</summary>
    public int QuarantinedCount
    {
        get
        {
            lock (_settled)
            {
                return _settled.Quarantined?.Count ?? 0;
            }
        }
    }

    /// <summary>What another try of the same content begins with.</summary>
    public ObjectProgress Again() => new(_settled);

    /// <summary>Whether its records are to be put into the statistics now: once for all tries, of which two may end together.</summary>
    public bool TryCount() => Interlocked.Exchange(ref _settled.IsCounted, true) is false;

    /// <summary>Whether a sink needs the record no more.</summary>
    public bool IsSettled(int sink, uint index) => index < Interlocked.Read(ref _settled.Upto[sink]);

    /// <summary>Notes that the quarantine has records in place of a sink, whichever of their sinks it was.</summary>
    public void Quarantined(IReadOnlyList<uint> indexes)
    {
        lock (_settled)
        {
            (_settled.Quarantined ??= []).UnionWith(indexes);
        }
    }

    /// <summary>Notes that a segment is on its way to its sink; in the order of the records.</summary>
    public void Posted(Segment segment)
    {
        lock (_lock)
        {
            (_posted[segment.Sink] ??= new Queue<Segment>()).Enqueue(segment);
        }
    }

    /// <summary>Notes that a segment of a sink is settled. They may be settled out of order; what counts is the part without gaps.</summary>
    public void OnSettled(int sink)
    {
        lock (_lock)
        {
            while (_posted[sink] is { } posted && posted.TryPeek(out var segment) && segment.IsSettled)
            {
                _settled.Advance(sink, segment.LastIndex + 1L);
                posted.Dequeue();
            }
        }
    }

    sealed class Settled(int sinks)
    {
        public bool IsCounted;

        /// <summary>For each sink, one past the index of the last record up to which nothing is needed any more. Only grows.</summary>
        public long[] Upto { get; } = new long[sinks];

        /// <summary>Indexes of records that a sink did not take and that are durable in the quarantine; null while there are none.</summary>
        public HashSet<uint>? Quarantined { get; set; }

        public void Advance(int sink, long upto)
        {
            lock (this)
            {
                Interlocked.Exchange(ref Upto[sink], Math.Max(Upto[sink], upto));
            }
        }
    }
}
