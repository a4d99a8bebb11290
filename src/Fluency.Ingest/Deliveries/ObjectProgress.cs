using Fluency.Ingest.Sinks;

namespace Fluency.Ingest.Deliveries;

/// <summary>What is already settled of one content of an object, so that a retry neither resends nor counts it again.</summary>
sealed class ObjectProgress
{
    readonly Lock _lock = new();
    readonly Queue<Segment>?[] _posted;

    // For each sink, one past the index of the last record up to which all is settled. A later try reads it.
    readonly long[] _settled;

    public ObjectProgress(int sinks)
    {
        _posted = new Queue<Segment>[sinks];
        _settled = new long[sinks];
    }

    /// <summary>Whether its records are in the statistics.</summary>
    public bool IsCounted { get; set; }

    /// <summary>Whether a sink needs the record no more.</summary>
    public bool IsSettled(int sink, uint index) => index < Interlocked.Read(ref _settled[sink]);

    /// <summary>Notes that a segment is on its way to its sink; in the order of the records.</summary>
    public void Posted(Segment segment)
    {
        lock (_lock)
        {
            (_posted[segment.Sink] ??= new Queue<Segment>()).Enqueue(segment);
        }
    }

    /// <summary>Notes what became of a segment. Segments may be settled out of order; what counts is the part without gaps.</summary>
    public void Settled(int sink)
    {
        lock (_lock)
        {
            // After a restart nothing of what was on its way before is known any more, though a lane may still make it durable: it is sent again.
            while (_posted[sink] is { } posted && posted.TryPeek(out var segment) && segment.IsSettled)
            {
                // Never back: two messages may tell of one object, and their tries overlap.
                Interlocked.Exchange(ref _settled[sink], Math.Max(_settled[sink], segment.LastIndex + 1L));
                posted.Dequeue();
            }
        }
    }

    /// <summary>Forgets what was on its way when the delivery failed: the next try posts it anew.</summary>
    public void Restart()
    {
        lock (_lock)
        {
            Array.Clear(_posted);
        }
    }
}
