using Fluency.Ingest.Testing.Faults;

namespace Fluency.Ingest.Testing;

/// <summary>Something that goes wrong with requests to a <see cref="LocalCollector"/>. Deterministic: the same requests in the same order meet the same faults.</summary>
/// <remarks>A fault that was added to <see cref="LocalCollector.Faults"/> stays until it is removed, but strikes at most <see cref="Times"/> times.</remarks>
public sealed class CollectorFault
{
    readonly FaultTally _tally = new();

    /// <summary>Which requests. Default <see cref="CollectorPath.Events"/>.</summary>
    public CollectorPath Path { get; init; } = CollectorPath.Events;

    /// <summary>How many matching requests pass before the first is struck. Default 0.</summary>
    public int Skip { get; init; }

    /// <summary>How many requests are struck at most. Default: no limit.</summary>
    public int Times { get; init; } = int.MaxValue;

    /// <summary>What happens to them.</summary>
    public required CollectorEffect Effect { get; init; }

    /// <summary>How many requests were struck so far.</summary>
    public int Hits => _tally.Hits;

    internal Task Released => _tally.Released;

    /// <summary>Lets go what <see cref="CollectorEffect.Hold"/> holds, and what it would hold later.</summary>
    public void Release() => _tally.Release();

    /// <summary>Waits until enough requests were struck.</summary>
    /// <param name="hits">How many. Default 1.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Completes when <see cref="Hits"/> is at least <paramref name="hits"/>.</returns>
    public Task WaitForHitsAsync(int hits = 1, CancellationToken cancellationToken = default) => _tally.WaitForHitsAsync(hits, cancellationToken);

    /// <inheritdoc/>
    public override string ToString() => $"{Effect} of {Path}: {Hits} hits";

    internal bool Strikes(CollectorPath path) => path == Path && _tally.Strikes(Skip, Times);
}
