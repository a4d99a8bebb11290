using System.Runtime.CompilerServices;

namespace Fluency.Ingest.Sinks;

/// <summary>The segments before one sink: taken in by whoever passes the gate, given out by the lane's one loop.</summary>
/// <param name="policy">How much is a batch. Two may wait, one to be written next and one that gathers; then the lane is full: whoever waits for room waits, and nothing more is received.</param>
/// <param name="intake">Is held while the lane is full.</param>
/// <param name="time">The clock.</param>
sealed class LaneQueue(FlushPolicy policy, Intake intake, TimeProvider time)
{
    readonly long _capacity = 2L * policy.MaxBytes;
    readonly IntakeHold _full = intake.CreateHold();
    readonly Lock _lock = new();
    readonly Queue<(Segment Segment, long Since)> _segments = new();

    // Null while nobody waits.
    TaskCompletionSource? _changed;
    TaskCompletionSource? _room;
    long _records;
    long _bytes;
    bool _isClosed;

    public bool IsClosed
    {
        get
        {
            lock (_lock)
            {
                return _isClosed && _segments.Count == 0;
            }
        }
    }

    public (long Records, long Bytes, TimeSpan Oldest) Waiting
    {
        get
        {
            lock (_lock)
            {
                return (_records, _bytes, _segments.TryPeek(out var first) ? time.GetElapsedTime(first.Since) : TimeSpan.Zero);
            }
        }
    }

    /// <summary>Completes at the next change that may end the wait for a batch. Taken before looking at the state, so that no change is missed.</summary>
    public Task Changed
    {
        get
        {
            lock (_lock)
            {
                return (_changed ??= NewSignal()).Task;
            }
        }
    }

    public void Add(Segment segment)
    {
        bool isWorthALook;
        lock (_lock)
        {
            _segments.Enqueue((segment, time.GetTimestamp()));
            _records += segment.Records.Count;
            _bytes += segment.Records.Bytes;
            _full.Set(_bytes >= _capacity);

            // Between the first and the last of a batch nothing changes for who waits: waking him for each small file would cost as much as writing it.
            isWorthALook = _segments.Count == 1 || policy.IsFull(_records, _bytes);
        }

        if (isWorthALook)
        {
            Pulse();
        }
    }

    public Segment? TryPeek()
    {
        lock (_lock)
        {
            return _segments.TryPeek(out var first) ? first.Segment : null;
        }
    }

    /// <summary>Takes the first segment out.</summary>
    public Segment Take()
    {
        Segment segment;
        TaskCompletionSource? room;
        lock (_lock)
        {
            segment = _segments.Dequeue().Segment;
            _records -= segment.Records.Count;
            _bytes -= segment.Records.Bytes;
            _full.Set(_bytes >= _capacity);
            room = _room;
            _room = null;
        }

        room?.TrySetResult();
        return segment;
    }

    /// <summary>Waits until the lane is not full.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask WaitForRoomAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task room;
            lock (_lock)
            {
                if (_bytes < _capacity)
                {
                    return;
                }

                room = (_room ??= NewSignal()).Task;
            }

            await room.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Says that nothing will be added any more.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
        }

        Pulse();
    }

    public void Pulse()
    {
        TaskCompletionSource? changed;
        lock (_lock)
        {
            changed = _changed;
            _changed = null;
        }

        changed?.TrySetResult();
    }

    static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
