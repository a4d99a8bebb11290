using Fluency.Ingest.Sinks;

namespace Fluency.Ingest.Deliveries;

/// <summary>What one try of an object has on its way: what of it is settled in a row is so for all tries.</summary>
/// <remarks>Tries of one object may overlap (its message came again, or two tell of it), and none may vouch for what another has posted.</remarks>
sealed class ObjectProgress(SettledRecords settled)
{
    readonly Lock _lock = new();
    readonly Queue<Segment>?[] _posted = new Queue<Segment>?[settled.Sinks];

    public SettledRecords Settled => settled;

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
                settled.Advance(sink, segment.LastIndex + 1L);
                posted.Dequeue();
            }
        }
    }
}
