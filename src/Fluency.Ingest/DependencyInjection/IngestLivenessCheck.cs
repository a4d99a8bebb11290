using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Fluency.Ingest.DependencyInjection;

/// <summary>Whether the loops of all pipes run: what only a restart of the process would mend. <c>services.AddHealthChecks().AddCheck&lt;IngestLivenessCheck&gt;("ingest-live")</c>.</summary>
/// <remarks>Healthy also before the pipes are started and after they have come to their end. A sink that is down or a right that is missing is no reason to restart: see <see cref="IngestReadinessCheck"/>.</remarks>
/// <param name="pipes">The container's pipes.</param>
public sealed class IngestLivenessCheck(IngestPipes pipes) : IHealthCheck
{
    /// <summary>Looks at each pipe.</summary>
    /// <param name="context">Says what a failure counts as.</param>
    /// <param name="cancellationToken">Not used: it takes some microseconds.</param>
    /// <returns>Healthy, or what the registration says of a failure, with the reason by the name of each pipe that does not live.</returns>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var dead = pipes.Select(static pipe => (pipe.Name, Why: pipe.WhyDead())).Where(static pipe => pipe.Why is not null).ToDictionary(static pipe => pipe.Name, static pipe => (object)pipe.Why!);
        return Task.FromResult(dead.Count == 0
            ? HealthCheckResult.Healthy("The loops of all pipes run.")
            : new HealthCheckResult(context.Registration.FailureStatus, string.Join(" | ", dead.Select(static pipe => $"{pipe.Key}: {pipe.Value}")), data: dead));
    }
}
