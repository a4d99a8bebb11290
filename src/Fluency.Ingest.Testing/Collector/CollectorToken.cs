namespace Fluency.Ingest.Testing.Collector;

/// <summary>What a token allows.</summary>
sealed record CollectorToken(bool Acknowledge, IReadOnlyList<string> Indexes)
{
    public bool IsDisabled { get; init; }

    public bool Allows(string? index) => index is null || Indexes.Count == 0 || Indexes.Contains(index, StringComparer.Ordinal);
}
