namespace Fluency.Ingest.Diagnostics.Flow;

/// <summary>When what an object holds happened, was stored, and was told of; each as far as is known.</summary>
readonly record struct ObjectTimes(DateTimeOffset? Event, DateTimeOffset? Stored, TimeSpan? Queued)
{
    /// <summary>How far behind that is. Clocks differ: what would lie in the future has no lag.</summary>
    public ComponentLags LagsAt(DateTimeOffset now) => new() { Event = Since(Event, now), Delivery = Since(Stored, now), Queue = Queued };

    static TimeSpan? Since(DateTimeOffset? then, DateTimeOffset now) => then is not { } time ? null : now > time ? now - time : TimeSpan.Zero;
}
