namespace Fluency.Ingest.Tests.Support;

/// <summary>A clock on which short waits are over at once, and are remembered; longer ones never end.</summary>
sealed class ImpatientTimeProvider(TimeSpan shortest) : TimeProvider
{
    readonly List<TimeSpan> _waits = [];

    /// <summary>Up to ten seconds is short.</summary>
    public ImpatientTimeProvider()
        : this(TimeSpan.FromSeconds(10))
    {
    }

    public IReadOnlyList<TimeSpan> Waits => _waits;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    sealed class Timer(ImpatientTimeProvider clock, TimerCallback callback, object? state) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime >= TimeSpan.Zero && dueTime <= clock.Shortest)
            {
                clock._waits.Add(dueTime);

                // Not on this thread: who waits has not got hold of the timer yet.
                ThreadPool.QueueUserWorkItem(_ => callback(state));
            }

            return true;
        }

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    TimeSpan Shortest { get; } = shortest;
}
