namespace Fluency.Ingest.Deliveries;

/// <summary>Counts time from its making on, monotonically: a wall clock that is set back would make leases seem to last.</summary>
sealed class SqsClock(TimeProvider timeProvider)
{
    readonly long _start = timeProvider.GetTimestamp();

    /// <summary>Where the time comes from.</summary>
    public TimeProvider TimeProvider { get; } = timeProvider;

    /// <summary>The time since this was made.</summary>
    public TimeSpan Now => TimeProvider.GetElapsedTime(_start);
}
