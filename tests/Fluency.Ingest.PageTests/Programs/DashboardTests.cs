using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Fluency.Ingest.PageTests.Support;
using Fluency.Ingest.Testing;
using Fluency.Ingest.Testing.Generation;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.PageTests.Programs;

/// <summary><c>fluency-ingest run --dashboard</c>, as a process.</summary>
public sealed class DashboardTests : IAsyncLifetime
{
    const string Said = "status page: ";

    LocalAws _aws = null!;
    LocalQueue _queue = null!;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _aws = await LocalAws.StartAsync(cancellationToken: Token);
        _queue = _aws.Sqs.CreateQueue("trail");
        _aws.S3.CreateBucket("logs").NotifyQueue(_queue);
    }

    public async ValueTask DisposeAsync() => await _aws.DisposeAsync();

    [Fact]
    public async Task Run_Dashboard_ServesThePageUntilASignalAndEndsWith130()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        await using var tool = Start("--dashboard", "0");
        using var client = new HttpClient { BaseAddress = new Uri((await tool.WaitForLineAsync(line => line.StartsWith(Said, StringComparison.Ordinal)))[Said.Length..]) };
        foreach (var file in new CloudTrailGenerator(seed: 1).Files(3))
        {
            _aws.S3.FindBucket("logs")!.Put(file.Key, file.Bytes);
        }

        (await client.GetStringAsync(new Uri("/", UriKind.Relative), Token)).Should().Contain("<title>Fluency.Ingest</title>");
        (await client.GetStringAsync(new Uri("page.js", UriKind.Relative), Token)).Should().NotBeEmpty();
        await using var events = await EventReader.OpenAsync(client, "events");
        while ((await events.NextAsync("status"))[0].GetProperty("statistics").GetProperty("messages").GetProperty("complete").GetInt64() < 3)
        {
        }

        await tool.SignalAsync("TERM");

        while (await events.NextAsync() is not null)
        {
        }

        (await tool.WaitForEndAsync()).Should().Be(130, tool.Said);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_Dashboard_ShowsRecordsOnlyWhenTold(bool isTold)
    {
        await using var tool = Start(["--dashboard", "0", .. isTold ? new[] { "--dashboard-records" } : []]);
        using var client = new HttpClient { BaseAddress = new Uri((await tool.WaitForLineAsync(line => line.StartsWith(Said, StringComparison.Ordinal)))[Said.Length..]) };

        await using var tail = await EventReader.OpenAsync(client, "tail?pipe=ingest&component=sink:events");

        (await tail.NextAsync("tail")).GetProperty("records").GetBoolean().Should().Be(isTold);
    }

    [Fact]
    public async Task Run_DashboardOnAPortThatIsTaken_SaysSoAndEndsWith2()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        await using var tool = Start("--dashboard", $"{port}");

        (await tool.WaitForEndAsync()).Should().Be(2);
        tool.Said.Should().Contain($"--dashboard is {port} but must be a port that is free").And.NotContain("   at ");
    }

    [Theory]
    [InlineData("--dashboard is '65536' but must be a port", "--dashboard", "65536")]
    [InlineData("--dashboard is 'eighty' but must be a port", "--dashboard", "eighty")]
    [InlineData("--dashboard-records is given but --dashboard is not", "--dashboard-records")]
    public async Task Run_DashboardArgumentsThatAreWrong_EndWith2(string expected, params string[] arguments)
    {
        await using var tool = Start(arguments);

        (await tool.WaitForEndAsync()).Should().Be(2);
        tool.Said.Should().Contain(expected);
    }

    RunningProgram Start(params string[] arguments) => RunningProgram.Start("fluency-ingest", Configuration(), "ingest.json", ["run", "--config", "ingest.json", .. arguments]);

    string Configuration() => JsonSerializer.Serialize(new
    {
        Sources = new
        {
            trail = new { Type = "S3Notification", QueueUrl = _queue.Url, _aws.Region, _aws.ServiceUrl, ForcePathStyle = true, AccessKeyId = "test", SecretAccessKey = "test", Router = "AWSCloudTrail_Adjustments", Sinks = new[] { "events" } },
        },
        Sinks = new { events = new { Type = "Null" } },
    });
}
