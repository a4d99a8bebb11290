namespace Fluency.Ingest.FunctionalTests.Faults;

/// <summary>A clock that runs faster than the real one, so that minutes of waiting pass in seconds while requests over the network take real time.</summary>
sealed class FastTime(int speed) : TimeProvider
{
    readonly DateTimeOffset _start = System.GetUtcNow();
    readonly long _startedAt = System.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => _start + GetElapsedTime(_startedAt * speed);

    public override long GetTimestamp() => System.GetTimestamp() * speed;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Timer(System.CreateTimer(callback, state, Real(dueTime), Real(period)), this);

    TimeSpan Real(TimeSpan time) => time > TimeSpan.Zero ? time / speed : time;

    sealed class Timer(ITimer timer, FastTime time) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(time.Real(dueTime), time.Real(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
