namespace Fluency.Ingest.Sinks;

/// <summary>Counts the deliveries that may still add records to the lanes, and tells the lanes when there are none.</summary>
sealed class Upstream
{
    int _count;

    /// <summary>Raised when the count falls to zero. Subscribed before the pipe runs.</summary>
    public event Action? BecameIdle;

    public bool IsBusy => Volatile.Read(ref _count) > 0;

    public void Enter() => Interlocked.Increment(ref _count);

    public void Leave()
    {
        if (Interlocked.Decrement(ref _count) == 0)
        {
            BecameIdle?.Invoke();
        }
    }
}
