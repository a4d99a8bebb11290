using Fluency.Ingest.Testing.Faults;

namespace Fluency.Ingest.Testing;

/// <summary>Something that goes wrong with the requests that it matches. Deterministic: the same requests in the same order meet the same faults.</summary>
/// <remarks>What is not named matches everything. A fault of <see cref="LocalFaults"/> stays until it is removed, but strikes at most <see cref="Times"/> times.</remarks>
public sealed class Fault
{
    readonly FaultTally _tally = new();
    Random? _random;

    /// <summary>The service.</summary>
    public AwsService? Service { get; init; }

    /// <summary>The action by its API name, such as <c>GetObject</c>. Events match the action that caused them.</summary>
    public string? Action { get; init; }

    /// <summary>The bucket.</summary>
    public string? Bucket { get; init; }

    /// <summary>The queue, by its name.</summary>
    public string? Queue { get; init; }

    /// <summary>Which keys. Requests without a key do not match if this is set.</summary>
    public Func<string, bool>? Key { get; init; }

    /// <summary>How many matching requests pass before the first is struck. Default 0.</summary>
    public int Skip { get; init; }

    /// <summary>How many requests are struck at most. Default: no limit.</summary>
    public int Times { get; init; } = int.MaxValue;

    /// <summary>The chance that a matching request is struck, from 0 to 1, drawn from a random sequence of its own. Default 1.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>The seed of the sequence for <see cref="Probability"/>. Default 0.</summary>
    public int Seed { get; init; }

    /// <summary>What happens to them.</summary>
    public required FaultEffect Effect { get; init; }

    /// <summary>How many requests were struck so far.</summary>
    public int Hits => _tally.Hits;

    internal Task Released => _tally.Released;

    /// <summary>Lets go what <see cref="FaultEffect.Hold"/> and <see cref="FaultEffect.StallBody"/> hold, and what they would hold later.</summary>
    public void Release() => _tally.Release();

    /// <summary>Waits until enough requests were struck.</summary>
    /// <param name="hits">How many. Default 1.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Completes when <see cref="Hits"/> is at least <paramref name="hits"/>.</returns>
    public Task WaitForHitsAsync(int hits = 1, CancellationToken cancellationToken = default) => _tally.WaitForHitsAsync(hits, cancellationToken);

    /// <inheritdoc/>
    public override string ToString() => $"{Effect} of {Service?.ToString() ?? "any service"} {Action ?? "any action"}: {Hits} hits";

    internal bool Strikes(LocalRequest request) => Matches(request) && _tally.Strikes(Skip, Times, Drawn);

    bool Matches(LocalRequest request)
        => (Service is null || Service == request.Service)
        && (Action is null || Action == request.Action)
        && (Bucket is null || Bucket == request.Bucket)
        && (Queue is null || Queue == request.Queue)
        && (Key is null || (request.Key is not null && Key(request.Key)));

    bool Drawn()
    {
        if (Probability >= 1)
        {
            return true;
        }

        _random ??= new Random(Seed);
        return _random.NextDouble() < Probability;
    }
}
