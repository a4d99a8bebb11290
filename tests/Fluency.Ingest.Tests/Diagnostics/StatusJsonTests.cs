using System.Text.Json;
using System.Text.Json.Nodes;
using Fluency.Ingest.Diagnostics;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Diagnostics;

/// <summary>The names in the JSON of the status stay: pages and scripts read them.</summary>
public sealed class StatusJsonTests
{
    [Fact]
    public async Task Status_AsJson_HasTheseNames()
    {
        await using var pipe = WatchedPipe.Running();
        await pipe.SendAsync(Some.Object("o", 3));
        pipe.Sink.BeforeWrite = (_, _, _) => throw new SinkException("<down>", isTransient: true);
        pipe.Add();
        await Until.TrueAsync(() => pipe.StateOf("sink:sink") == FlowState.Blocked);

        var json = JsonSerializer.Serialize(pipe.Status, StatusJson.PipeStatus);
        var status = JsonNode.Parse(json)!.AsObject();

        json.Should().NotContain("<down>", "what is put into a page is escaped");
        status.Select(member => member.Key).Should().Equal("name", "time", "state", "reason", "since", "windowSeconds", "components", "connections", "statistics");
        $"{status["state"]} {status["windowSeconds"]} {status["time"]}".Should().Be("blocked 300 2026-01-02T03:04:05+00:00");
        var sink = status["components"]![3]!.AsObject();
        sink.Select(member => member.Key).Should().Equal("id", "kind", "name", "type", "isQuarantine", "state", "since", "reason", "lastSuccess", "lags", "rate", "counters", "errors");
        $"{sink["id"]} {sink["kind"]} {sink["type"]} {sink["reason"]}".Should().Be("sink:sink sink CollectingSink <down>");
        sink["counters"]!.AsObject().Select(member => member.Key).Should().Equal("records", "bytes", "batches", "retries", "quarantined", "inFlight");
        sink["rate"]!.AsObject().Select(member => member.Key).Should().Equal("recordsPerSecond", "bytesPerSecond");
        sink["errors"]![0]!.AsObject().Select(member => member.Key).Should().Equal("time", "count", "reason", "cause");
        status["connections"]![0]!.ToJsonString().Should().StartWith("""{"from":"source:queue","to":"router:main","kind":"main","records":3,"rate":{"recordsPerSecond":3,"bytesPerSecond":""");
    }

    [Fact]
    public void Lags_AsJson_AreSecondsAndOnlyThoseThatAreKnown()
    {
        var status = WatchedPipe.Built().Status;
        status = status with { Components = [status.Components[0] with { Lags = new ComponentLags { Event = TimeSpan.FromMilliseconds(90_500), Queue = TimeSpan.Zero } }] };

        var json = JsonNode.Parse(JsonSerializer.Serialize(status, StatusJson.PipeStatus))!;

        json["components"]![0]!["lags"]!.ToJsonString().Should().Be("""{"eventSeconds":90.5,"queueSeconds":0}""");
    }

    [Fact]
    public void Statuses_AsJson_AreAnArrayThatCanBeReadBack()
    {
        IReadOnlyList<PipeStatus> statuses = [WatchedPipe.Built().Status];

        var back = JsonSerializer.Deserialize(JsonSerializer.Serialize(statuses, StatusJson.PipeStatuses), StatusJson.PipeStatuses);

        back.Should().BeEquivalentTo(statuses);
    }

    [Fact]
    public void TailRecord_AsJson_HasTheseNames()
    {
        var record = new TailRecord { Time = WatchedPipe.Start, Component = "sink:s", Answer = ProcessorAnswer.Drop, Id = "00", Object = "s3://b/k", Index = 7, Body = "</script>", Bytes = 9 };

        JsonSerializer.Serialize(record, StatusJson.TailRecord).Should().Be(
            """{"time":"2026-01-02T03:04:05+00:00","component":"sink:s","answer":"Drop","id":"00","object":"s3://b/k","index":7,"body":"\u003C/script\u003E","bytes":9,"isTruncated":false,"missed":0}""");
    }
}
