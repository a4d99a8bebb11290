using Fluency.Ingest.AspNetCore;
using Fluency.Ingest.DependencyInjection;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the health checks of Fluency.Ingest.</summary>
public static class FluencyIngestHealthChecksBuilderExtensions
{
    /// <summary>Adds <see cref="IngestLivenessCheck"/> as <c>ingest-live</c> with the tag <c>live</c>, and <see cref="IngestReadinessCheck"/> as <c>ingest-ready</c> with the tag <c>ready</c>.</summary>
    /// <param name="checks">The host's checks: <c>services.AddHealthChecks()</c>.</param>
    /// <returns>The same checks.</returns>
    public static IHealthChecksBuilder AddFluencyIngest(this IHealthChecksBuilder checks)
    {
        ArgumentNullException.ThrowIfNull(checks);
        return checks
            .AddCheck<IngestLivenessCheck>(HealthNames.Live, tags: [HealthNames.LiveTag])
            .AddCheck<IngestReadinessCheck>(HealthNames.Ready, tags: [HealthNames.ReadyTag]);
    }
}
