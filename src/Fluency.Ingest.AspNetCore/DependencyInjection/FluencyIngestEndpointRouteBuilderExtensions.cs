using System.Diagnostics.CodeAnalysis;
using Fluency.Ingest.AspNetCore;
using Fluency.Ingest.DependencyInjection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Maps the status page of Fluency.Ingest.</summary>
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
        if (options.Pipes is null && endpoints.ServiceProvider.GetService<IServiceProviderIsService>()?.IsService(typeof(IngestPipes)) == false)
        {
            throw new InvalidOperationException($"There are no pipes to show: call services.AddFluencyIngest(...), or set {nameof(StatusPageOptions)}.{nameof(StatusPageOptions.Pipes)}.");
        }

        var group = endpoints.MapGroup(pattern);
        new StatusPage(options, endpoints.ServiceProvider).Map(group);
        return group;
    }
}
