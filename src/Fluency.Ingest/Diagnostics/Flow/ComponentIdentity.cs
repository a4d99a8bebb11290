namespace Fluency.Ingest.Diagnostics.Flow;

/// <summary>Who a component is; see <see cref="ComponentStatus"/>.</summary>
sealed record ComponentIdentity(string Pipe, string Id, ComponentKind Kind, string Name)
{
    public string? Type { get; init; }

    public string? Parent { get; init; }

    public bool IsQuarantine { get; init; }

    public KeyValuePair<string, object?> PipeTag { get; } = Diagnostics.Tags.Of(Diagnostics.Tags.Pipe, Pipe);

    /// <summary>The name of a source or sink; of the others the id, since it takes all of it to tell them apart.</summary>
    public KeyValuePair<string, object?> NameTag { get; } = Kind switch
    {
        ComponentKind.Source => Diagnostics.Tags.Of(Diagnostics.Tags.Source, Name),
        ComponentKind.Sink => Diagnostics.Tags.Of(Diagnostics.Tags.Sink, Name),
        _ => Diagnostics.Tags.Of(Diagnostics.Tags.Component, Id),
    };

    public KeyValuePair<string, object?>[] Tags => [PipeTag, NameTag];
}
