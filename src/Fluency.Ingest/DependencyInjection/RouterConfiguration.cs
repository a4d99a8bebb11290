namespace Fluency.Ingest.DependencyInjection;

/// <summary>A router as the user wrote it, checked.</summary>
sealed record RouterConfiguration(string Name, IReadOnlyList<RouteConfiguration> Routes)
{
    /// <summary>The value of <c>Otherwise</c> that discards what no route takes.</summary>
    public const string Drop = "Drop";

    public bool IsMatchAll { get; init; }

    /// <summary>The name of a sink, <see cref="Drop"/>, or null for the quarantine.</summary>
    public string? Otherwise { get; init; }
}
