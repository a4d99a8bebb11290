using System.Runtime.CompilerServices;

namespace Fluency.Ingest.Deliveries;

/// <summary>Bounds what is in flight: open objects, and bytes of records that are read but not yet durable.</summary>
/// <remarks>
/// The delivery at the head of its order, and the oldest one, are never made to wait: what others hold may be freed only after them, so that it would be a deadlock.
/// What it takes is counted all the same, and the others wait the longer.
/// </remarks>
/// <param name="maxBytes">Bytes in flight.</param>
/// <param name="maxObjects">The most open objects; how many of them are worth it is found out (<see cref="OpenWidth"/>).</param>
/// <param name="time">Tells how long objects are open.</param>
sealed class FlightBudget(long maxBytes, int maxObjects, TimeProvider time)
{
    // A large object keeps a processor busy by itself, and so takes the place of several: of sixteen at most, which is two at once to begin with.
    const long BytesOfPlace = 256 * 1024;
    const int MostPlaces = 16;

    readonly Lock _lock = new();

    // Thousands may wait to be opened, so that only the first of them is looked at; few wait for bytes, since those are open.
    readonly LinkedList<Waiter> _waitingObjects = new();
    readonly LinkedList<Waiter> _waitingBytes = new();
    readonly OpenWidth _width = new(maxObjects);
    long _bytes;
    int _objects;

    /// <summary>Bytes in flight now.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Objects that are open now; a large one counts for several.</summary>
    public int Objects => Volatile.Read(ref _objects);

    /// <summary>How many small objects may be open at once now.</summary>
    public int Width
    {
        get
        {
            lock (_lock)
            {
                return _width.Value;
            }
        }
    }

    /// <summary>Waits for room for one more open object. Give it back with <see cref="CloseObject"/>.</summary>
    /// <param name="place">The delivery's place.</param>
    /// <param name="size">The object's stored bytes, if they are known.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<OpenObject> OpenObjectAsync(OrderPlace place, long? size, CancellationToken cancellationToken)
    {
        var places = (int)Math.Min(1 + (Math.Max(size ?? 0, 0) / BytesOfPlace), Math.Min(MostPlaces, maxObjects));
        await TakeAsync(place, 0, places, cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            return new OpenObject(places, _width.Epoch, time.GetTimestamp());
        }
    }

    /// <summary>Gives back the room of an object, and learns from how long that took.</summary>
    /// <param name="opened">What <see cref="OpenObjectAsync"/> returned.</param>
    /// <param name="wasRead">Whether it was read to its end.</param>
    /// <param name="wasThrottled">Whether its store asked for fewer requests.</param>
    public void CloseObject(OpenObject opened, bool wasRead, bool wasThrottled = false)
    {
        lock (_lock)
        {
            if (_waitingObjects.Count > 0)
            {
                _width.Wanted();
            }

            if (wasRead)
            {
                _width.Learn(opened.Epoch, time.GetElapsedTime(opened.At).TotalSeconds);
            }
            else if (wasThrottled)
            {
                _width.SlowDown(opened.Epoch);
            }
        }

        GiveBack(0, opened.Places);
    }

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

    /// <summary>Lets those go on who wait but need not any more: to be called when a delivery that waits (<see cref="OrderPlace.IsWaiting"/>) has become the head or the oldest.</summary>
    public void Wake()
    {
        lock (_lock)
        {
            WakeEach(_waitingObjects, isExemptOnly: true);
            WakeEach(_waitingBytes, isExemptOnly: true);
        }
    }

    ValueTask TakeAsync(OrderPlace place, long bytes, int objects, CancellationToken cancellationToken)
    {
        Waiter waiter;
        lock (_lock)
        {
            if ((objects == 0 || _waitingObjects.Count == 0 || place.IsExempt) && TryTake(place, bytes, objects))
            {
                return ValueTask.CompletedTask;
            }

            // Once more: whoever makes it the head now may have seen that it does not wait yet. But not twice, since it may be overtaken meanwhile.
            place.BeginWait();
            if (place.IsExempt)
            {
                place.EndWait();
                Count(bytes, objects);
                return ValueTask.CompletedTask;
            }

            waiter = new Waiter(place, bytes, objects);
            WaitersLike(waiter).AddLast(waiter);
        }

        return WaitAsync(waiter, cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
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
            if (WaitersLike(waiter).Remove(waiter))
            {
                waiter.Place.EndWait();

                // It may have stood before others that there is room for.
                WakeFirst();
            }
        }

        waiter.TrySetResult(false);
    }

    void GiveBack(long bytes, int objects)
    {
        lock (_lock)
        {
            _bytes -= bytes;
            _objects -= objects;

            WakeEach(_waitingBytes, isExemptOnly: false);
            WakeFirst();
        }
    }

    // Small objects do not pass a large one that needs more places than are free: it would wait for ever.
    void WakeFirst()
    {
        while (_waitingObjects.First is { } first && TryWake(first))
        {
        }
    }

    void WakeEach(LinkedList<Waiter> waiters, bool isExemptOnly)
    {
        for (var node = waiters.First; node is not null;)
        {
            var next = node.Next;
            if (!isExemptOnly || node.Value.Place.IsExempt)
            {
                TryWake(node);
            }

            node = next;
        }
    }

    bool TryWake(LinkedListNode<Waiter> node)
    {
        var waiter = node.Value;
        if (!TryTake(waiter.Place, waiter.Bytes, waiter.Objects))
        {
            return false;
        }

        node.List!.Remove(node);
        waiter.Place.EndWait();
        waiter.TrySetResult(true);
        return true;
    }

    LinkedList<Waiter> WaitersLike(Waiter waiter) => waiter.Objects > 0 ? _waitingObjects : _waitingBytes;

    bool TryTake(OrderPlace place, long bytes, int objects)
    {
        if (!place.IsExempt && (_bytes + bytes > maxBytes || (objects > 0 && _objects + objects > _width.Value)))
        {
            return false;
        }

        Count(bytes, objects);
        return true;
    }

    void Count(long bytes, int objects)
    {
        _bytes += bytes;
        _objects += objects;
    }

    sealed class Waiter(OrderPlace place, long bytes, int objects) : TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public OrderPlace Place { get; } = place;

        public long Bytes { get; } = bytes;

        public int Objects { get; } = objects;
    }
}
