namespace Fluency.Ingest.Diagnostics.Flow;

/// <summary>Something that would decide a component's state while it lasts.</summary>
/// <param name="State">The state.</param>
/// <param name="Since">When it began.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="Until">When it ended or will by itself; null while it lasts.</param>
readonly record struct FlowFact(FlowState State, DateTimeOffset Since, string Reason, DateTimeOffset? Until = null)
{
    /// <summary>The first fact that holds decides; it has decided only since those before it no longer do. None at all is Idle.</summary>
    /// <param name="now">The moment.</param>
    /// <param name="idle">What holds when nothing else does.</param>
    /// <param name="facts">The facts, the most important first; also those that are over.</param>
    public static FlowFact Choose(DateTimeOffset now, FlowFact idle, params ReadOnlySpan<FlowFact?> facts)
    {
        var free = DateTimeOffset.MinValue;
        foreach (var candidate in facts)
        {
            if (candidate is not { } fact)
            {
                continue;
            }

            if (fact.Until is not { } until || until > now)
            {
                return fact.NotBefore(free);
            }

            free = until > free ? until : free;
        }

        return idle.NotBefore(free);
    }

    /// <summary>The one that began first of two, or the one that is there.</summary>
    public static FlowFact? Earlier(FlowFact? one, FlowFact? other) => one is null || other?.Since < one?.Since ? other : one;

    FlowFact NotBefore(DateTimeOffset free) => Since < free ? this with { Since = free } : this;
}
