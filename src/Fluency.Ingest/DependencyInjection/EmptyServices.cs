namespace Fluency.Ingest.DependencyInjection;

/// <summary>The container where there is none.</summary>
sealed class EmptyServices : IServiceProvider
{
    public static EmptyServices Instance { get; } = new();

    public object? GetService(Type serviceType) => null;
}
