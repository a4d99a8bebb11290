namespace Fluency.Ingest.Deliveries;

/// <summary>Lets deliveries through to the sinks in the order of their arrival, while work on them runs in parallel before it.</summary>
/// <remarks>
/// A delivery that stands at the head and is not ready within <c>hold</c> loses its place: those behind it go on, and it passes whenever it is ready.
/// With <see cref="Ordering.None"/> everybody passes at once; the head is still known, since budgets let it through.
/// </remarks>
sealed class OrderGate : IDisposable
{
    // So many may stand in line who are done, whatever the others: fewer are not worth looking for.
    const int FewPlaces = 256;

    readonly Lock _lock = new();
    readonly Queue<OrderPlace> _order = new();

    // All places whose delivery is not done, also those that were overtaken, in the order of arrival.
    readonly Queue<OrderPlace> _undone = new();
    readonly Ordering _ordering;
    readonly TimeSpan _hold;
    readonly TimeProvider _time;
    readonly ITimer _holdTimer;
    readonly Action _wake;
    int _undoneCount;
    long _headSince;
    long _overtaken;

    /// <param name="ordering">Whether there is an order.</param>
    /// <param name="hold">How long the head may keep the others waiting.</param>
    /// <param name="time">The clock of that.</param>
    /// <param name="wake">Is called when a delivery that waits for a budget has become exempt from it.</param>
    public OrderGate(Ordering ordering, TimeSpan hold, TimeProvider time, Action wake)
    {
        _ordering = ordering;
        _hold = hold;
        _time = time;
        _wake = wake;
        _holdTimer = time.CreateTimer(static gate => ((OrderGate)gate!).OnHoldElapsed(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many deliveries lost their place.</summary>
    public long Overtaken => Interlocked.Read(ref _overtaken);

    /// <summary>Takes the next place, at the end.</summary>
    public OrderPlace Take()
    {
        var place = new OrderPlace();
        lock (_lock)
        {
            _undoneCount++;
            _undone.Enqueue(place);
            _undone.Peek().IsOldest = true;
            _order.Enqueue(place);
            if (_order.Count == 1)
            {
                BecomeHead(place);
            }
        }

        return place;
    }

    /// <summary>Waits until everything before this place has left, or the place is lost.</summary>
    public Task EnterAsync(OrderPlace place, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            place.HasEntered = true;
            if (place.IsHead || place.HasLeft || _ordering == Ordering.None)
            {
                return Task.CompletedTask;
            }

            place.Turn ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return place.Turn.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Gives the place up; to be called once for each place, whatever happened.</summary>
    public void Leave(OrderPlace place)
    {
        bool isAnyWaiting;
        lock (_lock)
        {
            _undoneCount--;
            place.HasLeft = true;
            place.IsDone = true;
            while (_undone.TryPeek(out var oldest) && oldest.IsDone)
            {
                _undone.Dequeue();
            }

            if (_undone.TryPeek(out var next))
            {
                next.IsOldest = true;
            }

            Advance();
            Forget(_undone, static place => place.IsDone);
            Forget(_order, static place => place.HasLeft);
            isAnyWaiting = IsExemptWaiting;
        }

        if (isAnyWaiting)
        {
            _wake();
        }
    }

    public void Dispose() => _holdTimer.Dispose();

    // Under the lock.
    bool IsExemptWaiting => (_order.TryPeek(out var head) && head.IsWaiting) || (_undone.TryPeek(out var oldest) && oldest.IsWaiting);

    void OnHoldElapsed()
    {
        bool isAnyWaiting;
        lock (_lock)
        {
            // The timer may have been set for a head that has left meanwhile.
            var left = _hold - _time.GetElapsedTime(_headSince);
            if (_order.Count == 0 || _order.Peek().HasEntered)
            {
                return;
            }

            if (left > TimeSpan.Zero)
            {
                _holdTimer.Change(left, Timeout.InfiniteTimeSpan);
                return;
            }

            _overtaken++;
            _order.Peek().HasLeft = true;
            Advance();
            isAnyWaiting = IsExemptWaiting;
        }

        if (isAnyWaiting)
        {
            _wake();
        }
    }

    void Advance()
    {
        while (_order.TryPeek(out var head) && head.HasLeft)
        {
            head.IsHead = false;
            _order.Dequeue();
        }

        if (_order.TryPeek(out var next) && !next.IsHead)
        {
            BecomeHead(next);
        }
    }

    // Behind one that stands still for hours millions may be done. They are taken out when they are more than those that are not, so that each costs two looks at most.
    void Forget(Queue<OrderPlace> places, Func<OrderPlace, bool> isOver)
    {
        if (places.Count <= Math.Max(FewPlaces, 2 * _undoneCount))
        {
            return;
        }

        for (var left = places.Count; left > 0; left--)
        {
            var place = places.Dequeue();
            if (!isOver(place))
            {
                places.Enqueue(place);
            }
        }
    }

    void BecomeHead(OrderPlace place)
    {
        place.IsHead = true;
        place.Turn?.TrySetResult();
        _headSince = _time.GetTimestamp();
        if (!place.HasEntered && _ordering == Ordering.Arrival && _hold != Timeout.InfiniteTimeSpan)
        {
            _holdTimer.Change(_hold, Timeout.InfiniteTimeSpan);
        }
    }
}
