namespace Fluency.Ingest.DependencyInjection;

/// <summary>A route as the user wrote it, checked.</summary>
sealed record RouteConfiguration(string Name, IReadOnlyList<string> Processors, IReadOnlyList<string> Sinks);
