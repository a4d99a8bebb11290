namespace Fluency.Ingest.Deliveries;

/// <summary>Delays that double from try to try up to a cap, jittered, so that what failed together does not come back together.</summary>
static class Backoff
{
    /// <summary>The delay before the next try.</summary>
    /// <param name="attempt">Which try has just failed, from 1.</param>
    /// <param name="first">The delay after the first failure, before jitter.</param>
    /// <param name="cap">The longest delay.</param>
    /// <param name="random">A number from 0 up to 1.</param>
    /// <returns>Between 75 and 125 per cent of the doubled delay, never above the cap.</returns>
    public static TimeSpan After(int attempt, TimeSpan first, TimeSpan cap, double random)
    {
        // 2^30 times a millisecond is 12 days, beyond every cap: more doublings would only overflow.
        var doubled = first * Math.Pow(2, Math.Clamp(attempt - 1, 0, 30));
        var jittered = doubled * (0.75 + (random / 2));
        return jittered < cap ? jittered : cap;
    }
}
