namespace Fluency.Ingest.Deliveries;

/// <summary>The leases that are held, and which of them something is to be done about at a time. Knows nothing of clocks and calls; not thread-safe.</summary>
/// <param name="gather">How much earlier than it is due a lease may be extended, so that it shares a call with one that is.</param>
sealed class LeaseSchedule(TimeSpan gather)
{
    readonly HashSet<Lease> _leases = [];

    /// <summary>How many leases are held.</summary>
    public int Count => _leases.Count;

    /// <summary>When something is next to be done, or null if there is nothing.</summary>
    public TimeSpan? NextDue => _leases.Count == 0 ? null : _leases.Min(static lease => lease.DueAt);

    /// <summary>Begins to hold a lease.</summary>
    public void Add(Lease lease) => _leases.Add(lease);

    /// <summary>Ceases to hold a lease.</summary>
    /// <returns>Whether it was held.</returns>
    public bool Remove(Lease lease) => _leases.Remove(lease);

    /// <summary>Whether a lease is held.</summary>
    public bool Holds(Lease lease) => _leases.Contains(lease);

    /// <summary>Takes out the leases that have run out.</summary>
    public IReadOnlyList<Lease> TakeExpired(TimeSpan now)
    {
        var expired = _leases.Where(lease => lease.IsExpired(now)).ToList();
        _leases.ExceptWith(expired);
        return expired;
    }

    /// <summary>The leases to extend now: none unless at least one is due, but then also those that soon will be.</summary>
    public IReadOnlyList<Lease> Due(TimeSpan now) => NextDue <= now
        ? [.. _leases.Where(lease => lease.DueAt <= now + gather && lease.SecondsToAsk(now) > 0).OrderBy(static lease => lease.DueAt)]
        : [];
}
