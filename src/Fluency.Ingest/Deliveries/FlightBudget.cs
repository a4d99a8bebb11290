namespace Fluency.Ingest.Deliveries;

/// <summary>Bounds what is in flight: open objects, and bytes of records that are read but not yet durable.</summary>
/// <remarks>
/// The delivery at the head of its order, and the oldest one, are never made to wait: what others hold may be freed only after them, so that it would be a deadlock.
/// What it takes is counted all the same, and the others wait the longer.
/// </remarks>
sealed class FlightBudget(long maxBytes, int maxObjects)
{
    readonly Lock _lock = new();
    readonly LinkedList<Waiter> _waiters = new();
    long _bytes;
    int _objects;

    /// <summary>Bytes in flight now.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Waits for room for one more open object. Give it back with <see cref="CloseObject"/>.</summary>
    public ValueTask OpenObjectAsync(OrderPlace place, CancellationToken cancellationToken) => TakeAsync(place, 0, 1, cancellationToken);

    public void CloseObject() => GiveBack(0, 1);

    /// <summary>Waits for room for more bytes. Give them back with <see cref="Release"/>.</summary>
    public ValueTask ReserveAsync(OrderPlace place, long bytes, CancellationToken cancellationToken) =>
        bytes <= 0 ? ValueTask.CompletedTask : TakeAsync(place, bytes, 0, cancellationToken);

    /// <summary>Takes bytes without waiting, beyond the budget if need be: for memory that is already in use.</summary>
    public void Take(long bytes)
    {
        lock (_lock)
        {
            _bytes += bytes;
        }
    }

    public void Release(long bytes) => GiveBack(bytes, 0);

    /// <summary>Looks again whether somebody who waits may go on: to be called when another delivery has become the head.</summary>
    public void Wake() => GiveBack(0, 0);

    ValueTask TakeAsync(OrderPlace place, long bytes, int objects, CancellationToken cancellationToken)
    {
        Waiter waiter;
        lock (_lock)
        {
            if (TryTake(place, bytes, objects))
            {
                return ValueTask.CompletedTask;
            }

            waiter = new Waiter(place, bytes, objects);
            _waiters.AddLast(waiter);
        }

        return WaitAsync(waiter, cancellationToken);
    }

    async ValueTask WaitAsync(Waiter waiter, CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.Register(() => Abandon(waiter)).ConfigureAwait(false);
        if (!await waiter.Task.ConfigureAwait(false))
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    void Abandon(Waiter waiter)
    {
        lock (_lock)
        {
            _waiters.Remove(waiter);
        }

        waiter.TrySetResult(false);
    }

    void GiveBack(long bytes, int objects)
    {
        lock (_lock)
        {
            _bytes -= bytes;
            _objects -= objects;
            for (var node = _waiters.First; node is not null;)
            {
                var next = node.Next;
                var waiter = node.Value;
                if (TryTake(waiter.Place, waiter.Bytes, waiter.Objects))
                {
                    _waiters.Remove(node);
                    waiter.TrySetResult(true);
                }

                node = next;
            }
        }
    }

    bool TryTake(OrderPlace place, long bytes, int objects)
    {
        if (!place.IsExempt && (_bytes + bytes > maxBytes || _objects + objects > maxObjects))
        {
            return false;
        }

        _bytes += bytes;
        _objects += objects;
        return true;
    }

    sealed class Waiter(OrderPlace place, long bytes, int objects) : TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public OrderPlace Place { get; } = place;

        public long Bytes { get; } = bytes;

        public int Objects { get; } = objects;
    }
}
