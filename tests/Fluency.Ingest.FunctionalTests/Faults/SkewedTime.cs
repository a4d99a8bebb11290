namespace Fluency.Ingest.FunctionalTests.Faults;

/// <summary>A clock whose time of day jumps when the test says so; what it measures and its timers go on evenly.</summary>
sealed class SkewedTime(TimeProvider inner) : TimeProvider
{
    long _skew;

    public override long TimestampFrequency => inner.TimestampFrequency;

    public void Jump(TimeSpan by) => Interlocked.Add(ref _skew, by.Ticks);

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _skew));

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => inner.CreateTimer(callback, state, dueTime, period);
}
