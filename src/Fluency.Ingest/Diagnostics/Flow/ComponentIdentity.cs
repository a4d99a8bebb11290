namespace Fluency.Ingest.Diagnostics.Flow;

/// <summary>Who a component is; see <see cref="ComponentStatus"/>.</summary>
sealed record ComponentIdentity(string Id, ComponentKind Kind, string Name)
{
    public string? Type { get; init; }

    public string? Parent { get; init; }

    public bool IsQuarantine { get; init; }
}
