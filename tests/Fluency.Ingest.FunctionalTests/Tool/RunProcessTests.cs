using System.Text.Json;
using Fluency.Ingest.Testing;
using Fluency.Ingest.Testing.Generation;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Tool;

public sealed class RunProcessTests : IAsyncLifetime
{
    readonly ToolFolder _folder = new();
    LocalAws _aws = null!;
    LocalQueue _queue = null!;
    LocalBucket _bucket = null!;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _aws = await LocalAws.StartAsync(cancellationToken: Token);
        _bucket = _aws.S3.CreateBucket("trail-bucket");
        _queue = _aws.Sqs.CreateQueue("trail");
        _bucket.NotifyQueue(_queue);
        _folder.Write("ingest.json", JsonSerializer.SerializeToUtf8Bytes(new
        {
            Sources = new
            {
                trail = new
                {
                    Type = "S3Notification",
                    QueueUrl = _queue.Url,
                    _aws.Region,
                    _aws.ServiceUrl,
                    ForcePathStyle = true,
                    AccessKeyId = "test",
                    SecretAccessKey = "test",
                    VisibilityTimeout = "00:00:02",
                    Router = "AWSCloudTrail_Adjustments",
                    Sinks = new[] { "events" },
                },
            },
            Sinks = new { events = new { Type = "File", Path = "out/events.ndjson" } },
        }));
    }

    public async ValueTask DisposeAsync()
    {
        await _aws.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Run_DefaultQuarantineCannotBeWritten_IsSaidBeforeAnythingIsReceived()
    {
        Directory.CreateDirectory(Path.Combine(_folder.FullPath, "quarantine.ndjson"));
        Put(files: 1);

        var (exitCode, _, error) = await ToolProcess.RunAsync(_folder.FullPath, "run", "--config", "ingest.json", "--until-empty");
        var (doctorExitCode, report, _) = await ToolProcess.RunAsync(_folder.FullPath, "doctor", "--config", "ingest.json", "--json");

        exitCode.Should().Be(2);
        error.Should().Contain("Quarantine is not configured").And.Contain("quarantine.ndjson is a folder");
        doctorExitCode.Should().Be(3);
        report.Should().Contain("\"quarantine\"").And.Contain("is a folder and no file");
        _queue.Messages.Should().ContainSingle();
    }

    [Fact]
    public async Task Run_UntilEmpty_DeliversEverythingAndWritesStatistics()
    {
        var records = Put(files: 20);

        var (exitCode, output, error) = await ToolProcess.RunAsync(_folder.FullPath, "run", "--config", "ingest.json", "--until-empty", "--stats", "stats.json");

        exitCode.Should().Be(0, error);
        output.Should().BeEmpty();
        _queue.Count.Should().Be(0);
        _folder.Objects("out/events.ndjson").Should().HaveCount(records);
        using var stats = JsonDocument.Parse(await File.ReadAllBytesAsync(_folder.File("stats.json"), Token));
        stats.RootElement.GetProperty("messages").GetProperty("complete").GetInt32().Should().Be(20);
        stats.RootElement.GetProperty("records").GetProperty("delivered").GetInt32().Should().Be(records);
        stats.RootElement.GetProperty("sinks").EnumerateObject().Select(sink => sink.Name).Should().Equal("events");
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task Run_Signal_DrainsAndEndsWith130(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        var records = Put(files: 10);
        using var tool = ToolProcess.Start(_folder.FullPath, "run", "--config", "ingest.json", "--stats", "stats.json");
        await _queue.WaitUntilEmptyAsync(Token);

        await tool.SignalAsync(signal);

        (await tool.WaitAsync()).Should().Be(130, await tool.ReadErrorAsync());
        _folder.Objects("out/events.ndjson").Should().HaveCount(records);
        using var stats = JsonDocument.Parse(await File.ReadAllBytesAsync(_folder.File("stats.json"), Token));
        stats.RootElement.GetProperty("messages").GetProperty("complete").GetInt32().Should().Be(10);
    }

    [Fact]
    public async Task Run_SignalWhileItsSinkIsBlocked_EndsInTimeAndGivesEverythingBack()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        Put(files: 60);
        Directory.CreateDirectory(_folder.File("out"));

        // Another writer has the file: the sink fails until that one ends.
        await using var other = new FileStream(_folder.File("out/events.ndjson"), FileMode.Create, FileAccess.Write, FileShare.None);
        using var tool = ToolProcess.Start(
            _folder.FullPath, "run", "--config", "ingest.json", "--stats", "stats.json", "--set", "Sources:trail:VisibilityTimeout=00:00:06", "--set", "Pipe:DrainTimeout=00:00:01");

        // Half a visibility timeout after the first receive: by now the sink is known to be down, and no receive is under way whose answer the signal would cut off.
        await _aws.Requests.WaitForAsync(static request => request.Action == "ChangeMessageVisibilityBatch", cancellationToken: Token);

        await tool.SignalAsync("TERM");

        (await tool.WaitAsync()).Should().Be(130, await tool.ReadErrorAsync());
        (_queue.Count, _queue.Visible).Should().Be((60, 60), "nothing is durable, so that everything is visible again at once, seconds before its lease ends");
        using var stats = JsonDocument.Parse(await File.ReadAllBytesAsync(_folder.File("stats.json"), Token));
        stats.RootElement.GetProperty("messages").GetProperty("complete").GetInt32().Should().Be(0);
    }

    [Fact]
    public async Task Run_KilledAgainAndAgain_LosesNoRecordAndTearsNoLine()
    {
        const int Files = 150;
        var records = Put(Files);
        foreach (var left in (int[])[130, 100, 70, 40, 10])
        {
            using var tool = ToolProcess.Start(_folder.FullPath, "run", "--config", "ingest.json");
            await _queue.WaitUntilAsync(queue => queue.Count <= left, Token);
            await tool.KillAsync();
        }

        var (exitCode, _, error) = await ToolProcess.RunAsync(_folder.FullPath, "run", "--config", "ingest.json", "--until-empty");

        exitCode.Should().Be(0, error);
        _queue.Count.Should().Be(0);
        _folder.Objects("out/events.ndjson").Select(record => record.GetProperty("@id").GetString()!).Distinct().Should().HaveCount(records, "every record is there at least once");
    }

    [Fact]
    public async Task Run_QueueDoesNotExist_EndsWithOneAndSaysWhy()
    {
        _aws.Sqs.DeleteQueue("trail");

        var (exitCode, _, error) = await ToolProcess.RunAsync(_folder.FullPath, "run", "--config", "ingest.json", "--until-empty", "--stats", "stats.json");

        exitCode.Should().Be(1);
        error.Should().Contain("error: ").And.Contain(_queue.Url);
        File.Exists(_folder.File("stats.json")).Should().BeTrue();
    }

    [Fact]
    public async Task Run_NoConfigNamed_TakesTheOneOfTheWorkingFolder()
    {
        var records = Put(files: 2);

        var (exitCode, _, error) = await ToolProcess.RunAsync(_folder.FullPath, "run", "--until-empty");

        exitCode.Should().Be(0, error);
        _folder.Objects("out/events.ndjson").Should().HaveCount(records);
    }

    [Fact]
    public async Task Run_Environment_OverridesTheFile()
    {
        Put(files: 1);
        var (exitCode, _, error) = await ToolProcess.RunAsync(
            _folder.FullPath, new Dictionary<string, string> { ["FLUENCY_INGEST__Sinks__events__Path"] = "other.ndjson" }, "run", "--config", "ingest.json", "--until-empty");

        exitCode.Should().Be(0, error);
        File.Exists(_folder.File("other.ndjson")).Should().BeTrue();
    }

    int Put(int files)
    {
        var records = 0;
        foreach (var file in new CloudTrailGenerator(seed: 7).Files(files))
        {
            _bucket.Put(file.Key, file.Bytes);
            records += file.Records.Count;
        }

        return records;
    }
}
