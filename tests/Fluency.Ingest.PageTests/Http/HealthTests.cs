using System.Net;
using Fluency.Ingest.PageTests.Support;
using FluentAssertions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Xunit;

namespace Fluency.Ingest.PageTests.Http;

public sealed class HealthTests
{
    static readonly PageSetup WithHealth = new()
    {
        Services = static services => services.AddHealthChecks().AddFluencyIngest(),
        Middleware = static app => app.MapFluencyIngestHealth("/health/live", "/health/ready"),
    };

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Health_OfPipesThatRun_IsGood()
    {
        await using var host = await PageHost.StartAsync(WithHealth);

        (await AskAsync(host, "health/live")).Should().Be((HttpStatusCode.OK, "Healthy"));
        (await AskAsync(host, "health/ready")).Should().Be((HttpStatusCode.OK, "Healthy"));
    }

    [Fact]
    public async Task Health_SourceThatIsBlocked_IsAliveButNotReadyAndKeepsTheReasonToItself()
    {
        await using var host = await PageHost.StartAsync(WithHealth);
        host.Aws.Iam.Deny("s3:GetObject");
        host.Put(files: 1);
        await using var events = await EventReader.OpenAsync(host.Client, "ingest/events");
        while ((await events.NextAsync("status"))[0].GetProperty("state").GetString() != "blocked")
        {
        }

        (await AskAsync(host, "health/live")).Should().Be((HttpStatusCode.OK, "Healthy"));
        (await AskAsync(host, "health/ready")).Should().Be((HttpStatusCode.ServiceUnavailable, "Unhealthy"));
    }

    [Fact]
    public async Task Health_ChecksOfTheHostWithTheSameTags_CountToo()
    {
        await using var host = await PageHost.StartAsync(WithHealth with
        {
            Services = static services => services.AddHealthChecks().AddFluencyIngest().AddCheck("disk", static () => HealthCheckResult.Unhealthy(), tags: ["live"]),
        });

        (await AskAsync(host, "health/live")).Should().Be((HttpStatusCode.ServiceUnavailable, "Unhealthy"));
        (await AskAsync(host, "health/ready")).Should().Be((HttpStatusCode.OK, "Healthy"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Map_WithoutTheChecks_SaysWhatToCall(bool hasOthers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        if (hasOthers)
        {
            builder.Services.AddHealthChecks();
        }

        var map = () => builder.Build().MapFluencyIngestHealth("/health/live", "/health/ready");

        map.Should().Throw<InvalidOperationException>().WithMessage("*AddHealthChecks().AddFluencyIngest()*");
    }

    [Fact]
    public void Map_WithoutPipes_SaysWhatToCall()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddHealthChecks().AddFluencyIngest();

        var map = () => builder.Build().MapFluencyIngestHealth("/health/live", "/health/ready");

        map.Should().Throw<InvalidOperationException>().WithMessage("*call services.AddFluencyIngest(...) too*");
    }

    static async Task<(HttpStatusCode Status, string Text)> AskAsync(PageHost host, string url)
    {
        using var answer = await host.Client.GetAsync(new Uri(url, UriKind.Relative), Token);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Token));
    }
}
