using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fluency.Ingest.CloudTrail;
using Fluency.Ingest.Diagnostics;
using Fluency.Ingest.Notifications;
using Fluency.Ingest.Sinks;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.EndToEnd;

/// <summary>The main job: from a queue to a file, through the real AWS SDK over HTTP. Each endpoint has a class of its own that derives from this one.</summary>
public abstract class EndToEndTests : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fluency-ingest-");

    protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    string Output => Path.Combine(_folder.FullName, "events.ndjson");

    string Quarantined => Path.Combine(_folder.FullName, "quarantine.ndjson");

    protected abstract Task<Uri> EndpointAsync();

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Run_RealFiles_GivesExactlyTheirRecordsInTheOrderOfTheMessages()
    {
        var files = RealData.Files();
        using var trail = await Trail.CreateAsync(await EndpointAsync(), Cancelled);
        foreach (var file in files)
        {
            await trail.AddAsync("AWSLogs/" + Path.GetFileName(Path.GetDirectoryName(file)) + "/" + Path.GetFileName(file), await File.ReadAllBytesAsync(file, Cancelled), Cancelled);
        }

        var done = await RunAsync(trail);

        var expected = files.SelectMany(RecordsOf).ToList();
        Lines(Output).Should().Equal(expected);
        (await trail.CountAsync(trail.QueueUrl, Cancelled)).Should().Be(0);
        done.Messages.Should().BeEquivalentTo(new { Received = files.Count, Complete = files.Count, Returned = 0, Rejected = 0 });
        done.Objects.Should().BeEquivalentTo(new { Read = files.Count, Failed = 0, BytesCompressed = files.Sum(file => new FileInfo(file).Length) });
        done.Records.Should().BeEquivalentTo(new { Read = expected.Count, Delivered = expected.Count, Dropped = 0, Unrouted = 0, Quarantined = 0 });
        done.Sinks["events"].Records.Should().Be(expected.Count);
    }

    [Fact]
    public async Task Run_WithAdjustments_PutsAnEnvelopeWithAUniqueIdAroundEachRecord()
    {
        using var trail = await Trail.CreateAsync(await EndpointAsync(), Cancelled);
        await trail.AddAsync("a.json.gz", Gzip(Wrapper("a", 3)), Cancelled);
        await trail.AddAsync("b.json.gz", Gzip(Wrapper("b", 2)), Cancelled);

        await RunAsync(trail, adjust: true);

        var records = Lines(Output).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        records.Should().HaveCount(5);
        records.Select(record => record.GetProperty("@id").GetString()).Should().OnlyHaveUniqueItems();
        records.Select(record => record.GetProperty("@source").GetString()).Distinct().Should().Equal($"s3://{trail.Bucket}/a.json.gz", $"s3://{trail.Bucket}/b.json.gz");
        records.Select(record => record.GetProperty("@cloudtrail").GetRawText()).Should().Equal([.. Enumerable.Range(0, 3).Select(n => Record("a", n)), .. Enumerable.Range(0, 2).Select(n => Record("b", n))]);
    }

    [Fact]
    public async Task Run_DamagedObjectsBetweenGoodOnes_KeepsThemAndDeliversTheGoodOnesOnce()
    {
        using var trail = await Trail.CreateAsync(await EndpointAsync(), Cancelled);
        var whole = Gzip(Wrapper("bad", 100));
        await trail.AddAsync("1.json.gz", Gzip(Wrapper("one", 2)), Cancelled);
        await trail.AddAsync("cut.json.gz", whole[..^5], Cancelled);
        await trail.AddAsync("garbage.json.gz", [.. whole, 1, 2, 3], Cancelled);
        await trail.AddAsync("text.json", Trail.Bytes("no JSON"), Cancelled);
        await trail.SendAsync(trail.EventOf("missing.json.gz"), Cancelled);
        await trail.SendAsync("no notification", Cancelled);
        await trail.AddAsync("2.json.gz", Gzip(Wrapper("two", 2)), Cancelled);

        var done = await RunAsync(trail);

        Lines(Output).Should().Equal(Record("one", 0), Record("one", 1), Record("two", 0), Record("two", 1));
        var kept = Lines(Quarantined);
        kept.Should().HaveCount(5);
        foreach (var what in (string[])["cut.json.gz", "garbage.json.gz", "text.json", "missing.json.gz", "no notification"])
        {
            kept.Should().ContainSingle(line => line.Contains(what), "the quarantine names {0}", what);
        }

        (await trail.CountAsync(trail.QueueUrl, Cancelled)).Should().Be(0);
        done.Messages.Should().BeEquivalentTo(new { Received = 7, Complete = 2, Returned = 0, Rejected = 5 });
    }

    [Fact]
    public async Task Run_DamagedObjectAndARedrivePolicy_EndsInTheDeadLetterQueue()
    {
        using var trail = await Trail.CreateAsync(await EndpointAsync(), Cancelled, maxReceiveCount: 2);
        await trail.AddAsync("bad.json", Trail.Bytes("{"), Cancelled);
        await trail.AddAsync("good.json", Trail.Bytes(Wrapper("good", 1)), Cancelled);

        await RunAsync(trail);

        Lines(Output).Should().Equal(Record("good", 0));
        (await trail.CountAsync(trail.QueueUrl, Cancelled)).Should().Be(0);
        (await trail.CountAsync(trail.DeadLetterQueueUrl!, Cancelled)).Should().Be(1);
        File.Exists(Quarantined).Should().BeFalse("the dead-letter queue has it");
    }

    [Fact]
    public async Task Run_OneMessageWithSeveralObjectsAndOddKeys_ReadsEach()
    {
        using var trail = await Trail.CreateAsync(await EndpointAsync(), Cancelled);
        string[] keys = ["with space+plus.json", "ünïcode/é.json", "per%25cent&equals=.json"];
        foreach (var key in keys)
        {
            await trail.PutAsync(key, Trail.Bytes(Wrapper(key[..4], 1)), Cancelled);
        }

        await trail.SendAsync(trail.EventOf(keys), Cancelled);
        var done = await RunAsync(trail);

        Lines(Output).Should().Equal(keys.Select(key => Record(key[..4], 0)));
        done.Messages.Complete.Should().Be(1);
    }

    [Fact]
    public async Task Run_SnsWrappedAndTestEvents_AreUnderstood()
    {
        using var trail = await Trail.CreateAsync(await EndpointAsync(), Cancelled);
        await trail.PutAsync("a.json", Trail.Bytes(Wrapper("a", 1)), Cancelled);
        await trail.SendAsync("""{"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"b"}""", Cancelled);
        await trail.SendAsync(
            $$"""{"Type":"Notification","TopicArn":"arn:aws:sns:us-east-1:111122223333:t","Message":{{JsonSerializer.Serialize(trail.EventOf("a.json"))}}}""", Cancelled);

        var done = await RunAsync(trail);

        Lines(Output).Should().Equal(Record("a", 0));
        done.Messages.Should().BeEquivalentTo(new { Received = 2, Complete = 2, Rejected = 0 });
    }

    [Fact]
    public async Task Run_EveryKindOfContent_IsReadByWhatItHolds()
    {
        using var trail = await Trail.CreateAsync(await EndpointAsync(), Cancelled);
        byte[] first = Gzip($"{{\"Records\":[{Record("members", 0)},");
        byte[] second = Gzip($"{Record("members", 1)}]}}");
        await trail.AddAsync("members.json.gz", [.. first, .. second, 0, 0, 0], Cancelled);
        await trail.AddAsync("lines.gz", Gzip($"{Record("lines", 0)}\n{Record("lines", 1)}\n"), Cancelled);
        await trail.AddAsync("array.json", Trail.Bytes($"[{Record("array", 0)}]"), Cancelled);
        await trail.AddAsync("bom.json", [0xEF, 0xBB, 0xBF, .. Trail.Bytes(Wrapper("bom", 1))], Cancelled);
        await trail.AddAsync("fields.json", Trail.Bytes($$"""{"x":{"Records":[1]},"Records":[{{Record("fields", 0)}}],"y":[]}"""), Cancelled);
        await trail.AddAsync("empty.json.gz", Gzip("""{"Records":[]}"""), Cancelled);

        var done = await RunAsync(trail);

        Lines(Output).Should().Equal(
            Record("members", 0), Record("members", 1), Record("lines", 0), Record("lines", 1), Record("array", 0), Record("bom", 0), Record("fields", 0));
        done.Messages.Complete.Should().Be(6);
    }

    async Task<PipeStatistics> RunAsync(Trail trail, bool adjust = false)
    {
        await using var pipe = Pipe.CreateBuilder("test")
            .From(new S3NotificationSource(trail.Options()))
            .Route(route => (adjust ? route.Process<CloudTrailAdjustments>() : route).To(new FileSink(new FileSinkOptions { Path = Output }), "events"))
            .Quarantine(new FileSink(new FileSinkOptions { Path = Quarantined }))
            .Build();
        return await pipe.RunUntilEmptyAsync(Cancelled);
    }

    static string[] Lines(string path) => File.Exists(path) ? File.ReadAllLines(path) : [];

    static string Record(string name, int n) => $$"""{"eventVersion":"1.09","eventName":"{{name}}","n":{{n}}}""";

    static string Wrapper(string name, int records) => $"{{\"Records\":[{string.Join(',', Enumerable.Range(0, records).Select(n => Record(name, n)))}]}}";

    static byte[] Gzip(string text)
    {
        var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return buffer.ToArray();
    }

    // By System.Text.Json, which has nothing to do with the reader under test. A file without Records is one record.
    static IEnumerable<string> RecordsOf(string file)
    {
        using var gzip = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        using var document = JsonDocument.Parse(gzip);
        return document.RootElement.TryGetProperty("Records", out var records)
            ? [.. records.EnumerateArray().Select(record => OnOneLine(record.GetRawText()))]
            : [OnOneLine(document.RootElement.GetRawText())];
    }

    // A record that was written over several lines loses the white space between its tokens, and nothing else.
    static string OnOneLine(string json) => json.Contains('\n', StringComparison.Ordinal) ? Regex.Replace(json, """("(?:[^"\\]|\\.)*")|\s+""", "$1") : json;
}
