namespace Fluency.Ingest.Tests.DependencyInjection;

/// <summary>The options of a component of the user.</summary>
public sealed class NamedOptions
{
    public string? Name { get; set; }
}
