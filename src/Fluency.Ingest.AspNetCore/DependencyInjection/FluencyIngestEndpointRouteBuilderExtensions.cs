using System.Diagnostics.CodeAnalysis;
using Fluency.Ingest.AspNetCore;
using Fluency.Ingest.DependencyInjection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Maps the status page and the health endpoints of Fluency.Ingest.</summary>
public static class FluencyIngestEndpointRouteBuilderExtensions
{
    /// <summary>Maps a page that shows whether data flows through the pipes, and if not, why: <c>app.MapFluencyIngest("/ingest")</c>.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="pattern">The path of the page; it may also be <c>/</c>. Below it lie <c>page.css</c>, <c>page.js</c>, <c>status</c> (the status as JSON, an array of pipes), <c>events</c> (its changes, server-sent) and
    /// <c>tail?pipe=NAME&amp;component=ID&amp;answer=Pass|Drop|Abort|Error</c> (records as they pass, server-sent).</param>
    /// <param name="configure">Who sees it, and what it shows. Default: those whom the host's default authorization policy lets in, and requests from the machine itself; no bodies of records.</param>
    /// <returns>All endpoints of the page, for the host's own conventions, such as <c>RequireAuthorization</c>.</returns>
    /// <exception cref="InvalidOperationException">The host has no pipes: <c>AddFluencyIngest</c> was not called, and <see cref="StatusPageOptions.Pipes"/> is not set.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static IEndpointConventionBuilder MapFluencyIngest(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern, Action<StatusPageOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        var options = new StatusPageOptions();
        configure?.Invoke(options);
        options.Check();
        if (options.Pipes is null && HasNoPipes(endpoints))
        {
            throw new InvalidOperationException($"There are no pipes to show: call services.AddFluencyIngest(...), or set {nameof(StatusPageOptions)}.{nameof(StatusPageOptions.Pipes)}.");
        }

        var group = endpoints.MapGroup(pattern);
        new StatusPage(options, endpoints.ServiceProvider).Map(group);
        return group;
    }

    /// <summary>Maps two endpoints for orchestrators: <c>app.MapFluencyIngestHealth("/health/live", "/health/ready")</c>.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="livePattern">Answers 200 while the loops of all pipes run, else 503: what only a restart mends. All checks of the host with the tag <c>live</c> count.</param>
    /// <param name="readyPattern">Answers 200 while all pipes run and no source or sink is blocked, else 503. All checks with the tag <c>ready</c> count.</param>
    /// <returns>Both endpoints, for the host's own conventions. They ask for no user and say no more than <c>Healthy</c>, <c>Degraded</c> or <c>Unhealthy</c>: the reasons are on the status page.</returns>
    /// <exception cref="InvalidOperationException">The checks are not registered: <c>services.AddHealthChecks().AddFluencyIngest()</c> was not called; or the host has no pipes: <c>services.AddFluencyIngest</c> was not.</exception>
    public static IEndpointConventionBuilder MapFluencyIngestHealth(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string livePattern, [StringSyntax("Route")] string readyPattern)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(livePattern);
        ArgumentNullException.ThrowIfNull(readyPattern);

        // Without a check of its tag an endpoint would answer that all is well.
        var names = endpoints.ServiceProvider.GetService<IOptions<HealthCheckServiceOptions>>()?.Value.Registrations.Select(static check => check.Name) ?? [];
        if (HealthNames.All.Except(names).Any())
        {
            throw new InvalidOperationException("There are no health checks to ask: call services.AddHealthChecks().AddFluencyIngest().");
        }

        if (HasNoPipes(endpoints))
        {
            throw new InvalidOperationException("There are no pipes whose health could be asked for: call services.AddFluencyIngest(...) too. services.AddHealthChecks().AddFluencyIngest() registers the checks alone.");
        }

        var group = endpoints.MapGroup("");
        group.MapHealthChecks(livePattern, new HealthCheckOptions { Predicate = static check => check.Tags.Contains(HealthNames.LiveTag) });
        group.MapHealthChecks(readyPattern, new HealthCheckOptions { Predicate = static check => check.Tags.Contains(HealthNames.ReadyTag) });
        return group;
    }

    // A container that cannot tell is believed to have them.
    static bool HasNoPipes(IEndpointRouteBuilder endpoints) => endpoints.ServiceProvider.GetService<IServiceProviderIsService>()?.IsService(typeof(IngestPipes)) == false;
}
