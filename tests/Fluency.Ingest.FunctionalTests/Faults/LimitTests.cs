using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Fluency.Ingest.FunctionalTests.Tool;
using Fluency.Ingest.Testing;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Faults;

/// <summary>Objects and messages made to exhaust a reader, given to the built tool with a heap that could not hold one of them.</summary>
public sealed class LimitTests : IAsyncLifetime
{
    // A heap of 128 MiB, beyond which the runtime throws OutOfMemoryException.
    static readonly Dictionary<string, string> SmallHeap = new() { ["DOTNET_GCHeapHardLimit"] = "8000000" };

    readonly ToolFolder _folder = new();
    LocalAws _aws = null!;
    LocalQueue _queue = null!;
    LocalBucket _bucket = null!;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _aws = await LocalAws.StartAsync(cancellationToken: Cancelled);
        _queue = _aws.Sqs.CreateQueue("trail");
        _bucket = _aws.S3.CreateBucket("logs");
        _bucket.NotifyQueue(_queue);
    }

    public async ValueTask DisposeAsync()
    {
        await _aws.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Run_EveryKindOfExcess_EndsInATypedFailureAndTheNeighboursFlow()
    {
        PutNeighbour(1);
        _bucket.Put("space.json.gz", Bomb("{\"Records\":[", Repeated(" ", 1 << 20), 1024, "]}"));
        PutNeighbour(2);
        _bucket.Put("deep.json.gz", Bomb("{\"Records\":[", Repeated("{\"a\":", 100_000), 1, "]}"));
        PutNeighbour(3);
        _bucket.Put("huge-record.json.gz", Bomb("{\"Records\":[{\"a\":\"", Repeated("a", 1 << 20), 300, "\"}]}"));
        PutNeighbour(4);
        _queue.Send($$"""{"s3Bucket":"logs","s3ObjectKey":[{{string.Join(',', Enumerable.Repeat("\"k\"", 100_000))}}]}""");
        PutNeighbour(5);

        await RunAsync("File", new { Objects = new { MaxDecompressedBytes = 64 << 20 } });

        _folder.Objects("events.ndjson").Select(static record => record.GetProperty("key").GetString()).Should().Equal(Enumerable.Range(1, 5).Select(Neighbour));
        _folder.Objects("quarantine.ndjson").Select(static entry => (What: entry.TryGetProperty("@source", out var source) ? source.GetString() : "message", Cause: entry.GetProperty("@cause").GetString()))
            .Should().BeEquivalentTo([("s3://logs/space.json.gz", "TooLarge"), ("s3://logs/deep.json.gz", "TooDeep"), ("s3://logs/huge-record.json.gz", "TooLarge"), ("message", "TooLarge")]);
    }

    [Fact]
    public async Task Run_MegabyteThatInflatesToAGigabyteOfRecords_StreamsThroughASmallHeap()
    {
        const int Records = 1 << 20;
        var record = $"{{\"key\":\"bomb\",\"pad\":\"{new string('x', 1000)}\"}}";
        var content = Bomb("{\"Records\":[", Repeated(record + ",", 1024), Records / 1024, record + "]}");
        content.Length.Should().BeLessThan(8 << 20);
        _bucket.Put("bomb.json.gz", content);

        await RunAsync("Null", new { });

        using var stats = JsonDocument.Parse(await File.ReadAllBytesAsync(_folder.File("stats.json"), Cancelled));
        stats.RootElement.GetProperty("records").GetProperty("delivered").GetInt64().Should().Be(Records + 1);
        stats.RootElement.GetProperty("objects").GetProperty("bytesDecompressed").GetInt64().Should().BeGreaterThan(1L << 30);
        File.Exists(_folder.File("quarantine.ndjson")).Should().BeFalse();
    }

    static string Neighbour(int number) => $"good-{number}.json";

    void PutNeighbour(int number) => _bucket.Put(Neighbour(number), TrailFile.Json(Neighbour(number), records: 1));

    async Task RunAsync(string sink, object pipe)
    {
        _folder.Write("ingest.json", JsonSerializer.SerializeToUtf8Bytes(new
        {
            Sources = new
            {
                trail = new { Type = "S3Notification", QueueUrl = _queue.Url, _aws.Region, _aws.ServiceUrl, ForcePathStyle = true, AccessKeyId = "test", SecretAccessKey = "test", Router = "plain" },
            },
            Routers = new { plain = new { Routes = new[] { new { Sinks = new[] { "events" } } } } },
            Sinks = new { events = sink == "File" ? (object)new { Type = sink, Path = "events.ndjson" } : new { Type = sink } },
            Pipe = pipe,
        }));
        var (exitCode, _, error) = await ToolProcess.RunAsync(_folder.FullPath, SmallHeap, "run", "--config", "ingest.json", "--until-empty", "--stats", "stats.json");
        exitCode.Should().Be(0, error);
        _queue.Count.Should().Be(0);
    }

    static byte[] Repeated(string text, int times) => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(text, times)));

    // One member repeated: what inflates to a gigabyte is compressed once for each mebibyte of it at most.
    static byte[] Bomb(string start, byte[] repeated, int times, string end)
    {
        using var bytes = new MemoryStream();
        bytes.Write(TrailFile.Gzip(Encoding.UTF8.GetBytes(start)));
        var member = Smallest(repeated);
        for (var i = 0; i < times; i++)
        {
            bytes.Write(member);
        }

        bytes.Write(TrailFile.Gzip(Encoding.UTF8.GetBytes(end)));
        return bytes.ToArray();
    }

    static byte[] Smallest(byte[] content)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return bytes.ToArray();
    }
}
