using Fluency.Ingest.Diagnostics;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Fluency.Ingest.DependencyInjection;

/// <summary>Whether all pipes run and none of their sources and sinks is blocked. <c>services.AddHealthChecks().AddCheck&lt;IngestReadinessCheck&gt;("ingest-ready")</c>.</summary>
/// <remarks>For alarms and dashboards. A process that is not ready has no less to do, so that nothing should take work away from it or restart it for that.</remarks>
/// <param name="pipes">The container's pipes.</param>
public sealed class IngestReadinessCheck(IngestPipes pipes) : IHealthCheck
{
    /// <summary>Looks at the status of each pipe.</summary>
    /// <param name="context">Says what a failure counts as.</param>
    /// <param name="cancellationToken">Not used: it takes some microseconds.</param>
    /// <returns>Healthy, or what the registration says of a failure, with the reason by pipe and component.</returns>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var reasons = pipes.GetStatus().SelectMany(ReasonsOf).ToDictionary(static reason => reason.Where, static reason => (object)reason.Why);
        return Task.FromResult(reasons.Count == 0
            ? HealthCheckResult.Healthy("All pipes run, and no source or sink is blocked.")
            : new HealthCheckResult(context.Registration.FailureStatus, string.Join(" | ", reasons.Select(static reason => $"{reason.Key}: {reason.Value}")), data: reasons));
    }

    static IEnumerable<(string Where, string Why)> ReasonsOf(PipeStatus status)
    {
        if (status.State == FlowState.Stopped)
        {
            return [(status.Name, status.Reason)];
        }

        return from component in status.Components
               where component is { State: FlowState.Blocked, Kind: ComponentKind.Source or ComponentKind.Sink }
               select ($"{status.Name}/{component.Id}", component.Reason);
    }
}
