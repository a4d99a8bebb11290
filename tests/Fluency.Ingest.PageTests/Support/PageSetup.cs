using Fluency.Ingest.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Fluency.Ingest.PageTests.Support;

/// <summary>What a test wants to be different from the usual.</summary>
sealed record PageSetup
{
    public Action<StatusPageOptions>? Page { get; init; }

    public Action<IServiceCollection>? Services { get; init; }

    /// <summary>Called before the endpoints.</summary>
    public Action<WebApplication>? Middleware { get; init; }

    public Action<IEndpointConventionBuilder>? Conventions { get; init; }

    public string PipeName { get; init; } = "cloudtrail";

    public string SourceName { get; init; } = "trail";

    /// <summary>Routes and sinks. Default: one route with adjustments to the sink "events", and a quarantine.</summary>
    public Action<PipeBuilder>? Describe { get; init; }

    /// <summary>The clock of the host, its pipe and its AWS. Default: the real one.</summary>
    public FakeTimeProvider? Time { get; init; }
}
