using System.Text.Json;
using Fluency.Ingest.FunctionalTests.Tool;
using Fluency.Ingest.Testing;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Faults;

/// <summary>The built tool, killed again and again while damaged objects lie between good ones.</summary>
public sealed class KilledToolTests : IAsyncLifetime
{
    const int Files = 120;
    const int RecordsPerFile = 3;

    readonly ToolFolder _folder = new();
    LocalAws _aws = null!;
    LocalQueue _queue = null!;
    LocalBucket _bucket = null!;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _aws = await LocalAws.StartAsync(cancellationToken: Cancelled);
        _queue = _aws.Sqs.CreateQueue("trail");
        Configure(new { Type = "File", Path = "events.ndjson" });
    }

    public async ValueTask DisposeAsync()
    {
        await _aws.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Run_KilledWithoutARedrivePolicy_LosesNothingAndTearsNothing()
    {
        PutMixed();

        await RunWithKillsAsync();

        AllArrived();
        _folder.Objects("quarantine.ndjson").Select(static entry => entry.GetProperty("@source").GetString()![("s3://logs/".Length)..]).Distinct()
            .Should().BeEquivalentTo(DamagedFile.All.Select(static file => file.Name));
    }

    [Fact]
    public async Task Run_KilledWithARedrivePolicy_LosesNothingAndDeadLettersTheDamaged()
    {
        _queue.DeadLetterQueue = _aws.Sqs.CreateQueue("dead");
        // A kill counts as a receive of what was in hand: more receives than kills, or good messages would go there too.
        _queue.MaxReceiveCount = 9;
        PutMixed();

        await RunWithKillsAsync();

        AllArrived();
        _queue.DeadLetterQueue.Messages.SelectMany(static message => Ledger.KeysOf(message.Body)).Should().BeEquivalentTo(DamagedFile.All.Select(static file => file.Name));
        File.Exists(_folder.File("quarantine.ndjson")).Should().BeFalse();
    }

    [Fact]
    public async Task Run_KilledWhileFilesAreCompletedAndCompressed_LosesNothingAndTearsNothing()
    {
        Configure(new { Type = "File", Path = "events.ndjson", MaxFileBytes = 300, Compression = "Gzip" });
        PutMixed();

        await RunWithKillsAsync();

        AllArrived();
        Directory.GetFiles(_folder.FullPath, "events-*").Should().HaveCountGreaterThan(2).And.OnlyContain(static file => file.EndsWith(".ndjson.gz"));
    }

    void Configure(object events) => _folder.Write("ingest.json", JsonSerializer.SerializeToUtf8Bytes(new
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
                VisibilityTimeout = "00:00:05",
                MaxReturnDelay = "00:00:01",
                Router = "plain",
            },
        },
        Routers = new { plain = new { Routes = new[] { new { Sinks = new[] { "events" } } } } },
        Sinks = new { events },

        // A write has few of them, so that there are many on a machine of any speed.
        Pipe = new { BatchRecords = 10 },
    }));

    static string Key(int file) => $"{file:d4}.json";

    void PutMixed()
    {
        _bucket = _aws.S3.CreateBucket("logs");
        _bucket.NotifyQueue(_queue);
        var damaged = new Queue<(string Name, byte[] Content)>(DamagedFile.All);
        for (var file = 0; file < Files; file++)
        {
            Put(file);
            if (file % 10 == 5)
            {
                var (name, content) = damaged.Dequeue();
                _bucket.Put(name, content);
            }
        }
    }

    void Put(int file) => _bucket.Put(Key(file), TrailFile.Json(Key(file), RecordsPerFile));

    async Task RunWithKillsAsync()
    {
        foreach (var left in (int[])[110, 80, 40])
        {
            using var tool = ToolProcess.Start(_folder.FullPath, "run", "--config", "ingest.json");
            await _queue.WaitUntilAsync(queue => queue.Count <= left, Cancelled);
            await tool.KillAsync();
        }

        // The last one may have done everything before it was dead, and whoever writes nothing looks after nothing that others left.
        Put(Files);

        // What the killed ones held is hidden until its time is over, and a run does not wait for what others hold.
        for (var run = 0; run < 10 && _queue.Count > 0; run++)
        {
            var (exitCode, _, error) = await ToolProcess.RunAsync(_folder.FullPath, "run", "--config", "ingest.json", "--until-empty");
            exitCode.Should().Be(0, error);
        }

        _queue.Count.Should().Be(0);
    }

    // Each line is read as JSON, so that a torn one would be found.
    void AllArrived()
    {
        var expected = from file in Enumerable.Range(0, Files + 1) from record in Enumerable.Range(0, RecordsPerFile) select (Key(file), record);
        _folder.Objects("events*").Select(static record => (record.GetProperty("key").GetString()!, record.GetProperty("n").GetInt32())).Distinct()
            .Should().BeEquivalentTo(expected);
    }
}
