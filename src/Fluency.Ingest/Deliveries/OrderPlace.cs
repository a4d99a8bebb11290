namespace Fluency.Ingest.Deliveries;

/// <summary>A delivery's place in the order. All members are read and written under the lock of its <see cref="OrderGate"/>, but for those that budgets look at.</summary>
sealed class OrderPlace
{
    volatile bool _isHead;
    volatile bool _isOldest;
    int _waits;

    /// <summary>Whether nothing stands before it in the order.</summary>
    public bool IsHead
    {
        get => _isHead;
        set => _isHead = value;
    }

    /// <summary>Whether everything that came before it is done, also if it lost its place in the order.</summary>
    public bool IsOldest
    {
        get => _isOldest;
        set => _isOldest = value;
    }

    /// <summary>Whether it may use memory and connections beyond every budget: the head, since the others wait for it, and the oldest, since those that were overtaken may
    /// hold the whole budget between them, each in need of more.</summary>
    public bool IsExempt => IsHead || IsOldest;

    /// <summary>Whether its delivery waits for a budget.</summary>
    /// <remarks>Whoever makes it exempt looks here afterwards, and whoever waits looks afterwards whether it has become so: with a fence between both, one of them sees the other.</remarks>
    public bool IsWaiting
    {
        get
        {
            Interlocked.MemoryBarrier();
            return Volatile.Read(ref _waits) > 0;
        }
    }

    public void BeginWait() => Interlocked.Increment(ref _waits);

    public void EndWait() => Interlocked.Decrement(ref _waits);

    /// <summary>Whether its delivery is done with it.</summary>
    public bool IsDone { get; set; }

    /// <summary>Whether it is through the gate: delivering, so that the others wait however long it takes.</summary>
    public bool HasEntered { get; set; }

    /// <summary>Whether it is done with its place, or has lost it.</summary>
    public bool HasLeft { get; set; }

    /// <summary>Completes the wait of <see cref="OrderGate.EnterAsync"/>; null while nobody waits.</summary>
    public TaskCompletionSource? Turn { get; set; }
}
