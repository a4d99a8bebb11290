namespace Fluency.Ingest.Benchmarks.Ratios;

/// <summary>What one row reached on one data set: the medians of its pairs, each of a run of the base and a run of the row directly after it.</summary>
sealed record Ratio
{
    public required string Row { get; init; }

    public required string What { get; init; }

    public required string Data { get; init; }

    /// <summary>The row's speed as a share of the base's.</summary>
    public required double Share { get; init; }

    /// <summary>The quartiles of the shares: what half of the pairs lay between.</summary>
    public required (double Low, double High) Spread { get; init; }

    public required double? Goal { get; init; }

    /// <summary>Decompressed bytes for each second of processor time, or of time where threads are counted.</summary>
    public required double MegabytesPerSecond { get; init; }

    public required double NanosecondsPerRecord { get; init; }

    public required double AllocatedPerRecord { get; init; }

    public bool IsMissed => Share < Goal;

    public string Verdict => Goal is null ? "" : IsMissed ? "missed" : "met";
}
