namespace Fluency.Ingest.DependencyInjection;

/// <summary>A source as the user wrote it, checked.</summary>
sealed record SourceConfiguration(string Name, Func<ComponentContext, ISource> Make, RouterConfiguration Router);
