namespace Fluency.Ingest.AspNetCore;

/// <summary>The names and tags of the health checks.</summary>
static class HealthNames
{
    public const string Live = "ingest-live";
    public const string Ready = "ingest-ready";

    // Those that are customary, so that checks of the host's own count at the same two endpoints.
    public const string LiveTag = "live";
    public const string ReadyTag = "ready";

    public static readonly string[] All = [Live, Ready];
}
