using Fluency.Ingest.Deliveries;
using Microsoft.Extensions.Configuration;

namespace Fluency.Ingest.DependencyInjection;

/// <summary>The keys of a configuration that belong to no type of options.</summary>
static class ConfigurationKeys
{
    public const string DefaultPipeName = "ingest";
    public const string Ingest = "Ingest";
    public const string Sources = "Sources";
    public const string Routers = "Routers";
    public const string Sinks = "Sinks";
    public const string Quarantine = "Quarantine";
    public const string Pipe = "Pipe";
    public const string Type = "Type";
    public const string Router = "Router";
    public const string Routes = "Routes";
    public const string MatchAll = "MatchAll";
    public const string Otherwise = "Otherwise";
    public const string Name = "Name";
    public const string Processors = "Processors";
    public const string OnOutage = nameof(SinkOptions.OnOutage);
    public const string OutageAfter = nameof(SinkOptions.OutageAfter);
    public const string Forms = "Forms";

    public static IReadOnlyList<string> OfRoot { get; } = [Sources, Routers, Sinks, Quarantine, Pipe];

    public static IReadOnlyList<string> OfSource { get; } = [Type, Router, Sinks];

    public static IReadOnlyList<string> OfSink { get; } = [Type, OnOutage, OutageAfter];

    public static IReadOnlyList<string> OfRouter { get; } = [Routes, MatchAll, Otherwise];

    public static IReadOnlyList<string> OfRoute { get; } = [Name, Processors, Sinks];

    /// <summary>The name of the pipe that a configuration describes: that of its section, if it has one of its own.</summary>
    /// <remarks><c>Ingest</c> is none: it is where a configuration stands in the tool's files too, and the same file gives the same name everywhere.</remarks>
    public static string NameOf(IConfiguration configuration) =>
        configuration is IConfigurationSection section && !section.Key.Equals(Ingest, StringComparison.OrdinalIgnoreCase) ? section.Key : DefaultPipeName;

    /// <summary>The object that describes a pipe: the root itself, or what stands in it under <c>Ingest</c>.</summary>
    public static IConfiguration RootOf(IConfiguration configuration)
    {
        var hasInner = configuration.GetChildren().Any(static section => section.Key.Equals(Ingest, StringComparison.OrdinalIgnoreCase));
        return hasInner && !configuration.GetSection(Sources).GetChildren().Any() ? configuration.GetSection(Ingest) : configuration;
    }
}
