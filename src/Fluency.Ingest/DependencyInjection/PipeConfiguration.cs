using Microsoft.Extensions.Configuration;

namespace Fluency.Ingest.DependencyInjection;

/// <summary>A pipe as the user wrote it, checked: every name in it stands for something.</summary>
sealed record PipeConfiguration
{
    public required IReadOnlyList<SourceConfiguration> Sources { get; init; }

    public required IReadOnlyDictionary<string, SinkConfiguration> Sinks { get; init; }

    /// <summary>The name of the sink that is the quarantine, or null.</summary>
    public required string? Quarantine { get; init; }

    public required IConfigurationSection Options { get; init; }

    /// <summary>The keys of routers and sinks that nothing refers to.</summary>
    public required IReadOnlyList<string> Unused { get; init; }
}
