using Fluency.Ingest.DependencyInjection;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Xunit;

namespace Fluency.Ingest.Tests.Diagnostics;

public sealed class HealthCheckTests
{
    readonly FakeQueue _queue = new() { StaysOpen = true, MaxAttempts = 1 };
    readonly CollectingSink _sink = new();

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task BeforeTheStart_LivesAndIsNotReady()
    {
        await using var host = Host(_queue);

        (await AskAsync(host)).Should().Be((HealthStatus.Healthy, HealthStatus.Unhealthy));
    }

    [Fact]
    public async Task Running_LivesAndIsReady()
    {
        await using var host = Host(_queue);
        _ = Pipe(host).RunAsync(Cancelled);

        (await AskAsync(host)).Should().Be((HealthStatus.Healthy, HealthStatus.Healthy));
    }

    [Fact]
    public async Task SinkIsDown_LivesAndIsNotReady()
    {
        _sink.BeforeWrite = (_, _, _) => throw new SinkException("no route to host", isTransient: true);
        await using var host = Host(_queue);
        _ = Pipe(host).RunAsync(Cancelled);
        _queue.Add("0", Some.Object("o", 1));
        await Until.TrueAsync(() => Pipe(host).GetStatus().State == Fluency.Ingest.Diagnostics.FlowState.Blocked);

        (await AskAsync(host)).Should().Be((HealthStatus.Healthy, HealthStatus.Unhealthy));
        var ready = await host.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Name == "ready", Cancelled);
        ready.Entries["ready"].Should().BeEquivalentTo(new { Description = "test/sink:sink: no route to host", Data = new Dictionary<string, object> { ["test/sink:sink"] = "no route to host" } });
    }

    [Fact]
    public async Task RunFailed_IsDead()
    {
        await using var host = Host(new ThrowingSource());
        await Pipe(host).Invoking(static pipe => pipe.RunAsync(Cancelled)).Should().ThrowAsync<IngestException>();

        (await AskAsync(host)).Should().Be((HealthStatus.Unhealthy, HealthStatus.Unhealthy));
        var live = await host.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Name == "live", Cancelled);
        live.Entries["live"].Description.Should().Be("test: The run failed: no such queue");
    }

    static Pipe Pipe(ServiceProvider host) => host.GetRequiredService<IngestPipes>()["test"];

    static async Task<(HealthStatus Live, HealthStatus Ready)> AskAsync(ServiceProvider host)
    {
        var report = await host.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancelled);
        return (report.Entries["live"].Status, report.Entries["ready"].Status);
    }

    ServiceProvider Host(ISource source)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddFluencyIngest(ingest => ingest.AddPipe("test", pipe => pipe.From(source, "queue").Route(route => route.To(_sink, "sink")).Configure(static options => options.DrainTimeout = TimeSpan.Zero)));
        services.AddHealthChecks().AddCheck<IngestLivenessCheck>("live").AddCheck<IngestReadinessCheck>("ready");
        return services.BuildServiceProvider();
    }
}
