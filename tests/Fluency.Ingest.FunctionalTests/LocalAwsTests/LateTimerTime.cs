using Microsoft.Extensions.Time.Testing;

namespace Fluency.Ingest.FunctionalTests.LocalAwsTests;

/// <summary>A clock that is advanced by somebody else just before each timer is created.</summary>
sealed class LateTimerTime(TimeSpan advance) : FakeTimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Advance(advance);
        return base.CreateTimer(callback, state, dueTime, period);
    }
}
