namespace Fluency.Ingest.Tests.DependencyInjection;

/// <summary>An empty container that notes what it was asked for.</summary>
sealed class AskedServices : IServiceProvider
{
    public List<Type> Asked { get; } = [];

    public object? GetService(Type serviceType)
    {
        Asked.Add(serviceType);
        return null;
    }
}
