using System.Text.Json;
using Fluency.Ingest.CloudTrail;
using Fluency.Ingest.Sinks.Http;
using Fluency.Ingest.Testing;
using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fluency.Ingest.Tests.Sinks.Http;

public sealed class HttpEventCollectorSinkTests
{
    [Fact]
    public async Task Write_Records_AreEventsInOrder()
    {
        await using var collector = await SomeCollector.StartAsync();
        using var sink = collector.Sink();

        await sink.WriteAsync(SomeCollector.Numbered(100));

        collector.Events.Select(read => read.Event).Should().Equal(SomeCollector.Numbered(100));
        var request = collector.Requests.Should().ContainSingle().Which;
        request.Headers.Should().Contain("Authorization", $"Splunk {collector.Token}").And.Contain("Content-Encoding", "gzip").And.NotContainKey("X-Splunk-Request-Channel");
        request.SentBody.Length.Should().BeLessThan(request.Body.Length);
    }

    [Fact]
    public async Task Write_AllOptions_StandInEachEvent()
    {
        await using var collector = await SomeCollector.StartAsync();
        using var sink = collector.Sink(options =>
        {
            (options.Host, options.Source, options.SourceType, options.Index) = ("h\"1\"", "a\\ü", "aws:cloudtrail", "main");
            options.Fields["env"] = "p\n";
        });

        await sink.WriteAsync("""{"a":1}""");

        collector.Events.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Host = "h\"1\"", Source = "a\\ü", SourceType = "aws:cloudtrail", Index = "main", Fields = """{"env":"p\n"}""", Event = """{"a":1}""", Time = (string?)null });
    }

    [Fact]
    public async Task Write_NoOptions_SourceIsTheObject()
    {
        await using var collector = await SomeCollector.StartAsync();
        using var sink = collector.Sink();

        await sink.WriteAsync("""{"a":1}""");

        collector.Events.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Host = (string?)null, Source = "s3://logs/a.json.gz", SourceType = (string?)null, Index = (string?)null, Fields = (string?)null });
    }

    [Theory]
    [InlineData("""{"eventTime":"2026-01-02T00:05:00Z"}""", "1767312300.000")]
    [InlineData("""{"eventTime":"2026-01-02T00:05:00.0429Z"}""", "1767312300.042")]
    [InlineData("""{"eventTime":"2014-03-06T21: 22: 54Z"}""", null)]
    [InlineData("""{"eventTime":7}""", null)]
    [InlineData("7", null)]
    public async Task Write_RecordWithoutEnvelope_HasTheTimeOfItsEvent(string record, string? time)
    {
        await using var collector = await SomeCollector.StartAsync();
        using var sink = collector.Sink();

        await sink.WriteAsync(record);

        collector.Events.Should().ContainSingle().Which.Time.Should().Be(time);
    }

    [Fact]
    public async Task Write_RecordThatIsNoJson_IsRefusedAloneAndNotTriedForEver()
    {
        await using var collector = await SomeCollector.StartAsync();
        using var sink = collector.Sink();

        var failed = await sink.FailAsync(Batches.Of("""{"n":1}""", """{"eventTime" 1}""", """{"n":2}"""));

        failed.IsTransient.Should().BeFalse();
        failed.FailedRecords.Should().Equal(1);
        collector.Events.Select(static read => read.Event).Distinct().Should().Equal("""{"n":1}""", """{"n":2}""");
    }

    [Fact]
    public async Task Write_AdjustedRecord_HasTheTimeOfItsEnvelope()
    {
        await using var collector = await SomeCollector.StartAsync();
        using var sink = collector.Sink();
        using var batch = Batches.Of("""{"eventVersion":"1.08","eventTime":"2026-01-02T00:05:00Z","eventSource":"s3.amazonaws.com","eventName":"GetObject"}""");
        batch.IsReadOnly = false;
        new CloudTrailAdjustments().Process(batch[0]).Answer.Should().Be(ProcessorAnswer.Pass);
        batch[0].Set("@timestamp"u8, 1_767_312_300_007);

        await sink.WriteAsync(batch, SomeCollector.Cancelled);

        var read = collector.Events.Should().ContainSingle().Which;
        read.Time.Should().Be("1767312300.007");
        JsonDocument.Parse(read.Event!).RootElement.GetProperty("@cloudtrail").GetProperty("eventName").GetString().Should().Be("GetObject");
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/services/collector")]
    [InlineData("/services/collector/event")]
    [InlineData("/services/collector/event/1.0")]
    public async Task Write_AddressWithAndWithoutPath_GoesToTheSamePlace(string path)
    {
        await using var collector = await SomeCollector.StartAsync();
        using var sink = collector.Sink(options => options.Endpoint += path);

        await sink.WriteAsync("{}");

        collector.Requests.Should().ContainSingle().Which.Address.Should().Be("/services/collector/event");
    }

    [Fact]
    public async Task Write_MoreThanOneRequestTakes_IsSplit()
    {
        await using var collector = await SomeCollector.StartAsync();
        using var sink = collector.Sink(options => (options.MaxBatchRecords, options.MaxBatchBytes, options.Compression) = (40, 1500, HttpCompression.None));

        await sink.WriteAsync(SomeCollector.Numbered(100));

        collector.Events.Select(read => read.Event).Should().Equal(SomeCollector.Numbered(100));
        collector.Requests.Should().HaveCountGreaterThan(2).And.OnlyContain(request => request.Body.Length <= 1500);
    }

    [Fact]
    public async Task Write_TooLargeForTheReceiver_IsHalvedAndTheLimitRemembered()
    {
        await using var collector = await SomeCollector.StartAsync(options => options.MaxContentLength = 2000);
        using var sink = collector.Sink();

        await sink.WriteAsync(SomeCollector.Numbered(100));
        var first = collector.Requests.Count(request => request.Status == 413);
        await sink.WriteAsync(SomeCollector.Numbered(100));

        collector.Events.Select(read => read.Event).Should().Equal([.. SomeCollector.Numbered(100), .. SomeCollector.Numbered(100)]);
        first.Should().BePositive();
        collector.Requests.Count(request => request.Status == 413).Should().Be(first);
    }

    [Fact]
    public async Task Write_OneRecordTooLarge_IsRefusedAlone()
    {
        await using var collector = await SomeCollector.StartAsync(options => options.MaxContentLength = 2000);
        using var sink = collector.Sink();
        string[] records = [SomeCollector.Record(0), $$"""{"long":"{{new string('x', 3000)}}"}""", SomeCollector.Record(2)];

        var failed = await sink.FailAsync(Batches.Of(records));

        failed.Should().BeEquivalentTo(new { IsTransient = false, FailedRecords = new[] { 1 } });
        failed.Message.Should().Contain("413").And.Contain("too large");
        collector.Events.Select(read => read.Event).Should().Equal(records[0], records[2]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(500)]
    [InlineData(999)]
    public async Task Write_OneEventOfAThousandRefused_IsNamedAndTheOthersArrive(int bad)
    {
        await using var collector = await SomeCollector.StartAsync();
        collector.RefuseEvent = read => read.Event == SomeCollector.Record(bad);
        using var sink = collector.Sink();

        var failed = await sink.FailAsync(Batches.Of(SomeCollector.Numbered(1000)));

        failed.Should().BeEquivalentTo(new { IsTransient = false, FailedRecords = new[] { bad } });
        failed.Message.Should().Contain("Invalid data format").And.Contain("code 6");
        collector.Events.Select(read => read.Event).Distinct().Should().BeEquivalentTo(SomeCollector.Numbered(1000).Where((_, index) => index != bad));
        collector.Requests.Should().HaveCountLessThanOrEqualTo(12, "after a refusal requests are short, and double");
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    public async Task Write_BlankEvent_IsRefusedAlone(string blank)
    {
        await using var collector = await SomeCollector.StartAsync();
        using var sink = collector.Sink();

        var failed = await sink.FailAsync(Batches.Of("1", blank, "3"));

        failed.Should().BeEquivalentTo(new { IsTransient = false, FailedRecords = new[] { 1 } });
        failed.Message.Should().Contain("cannot be blank").And.Contain("code 13");
        collector.Events.Select(read => read.Event).Distinct().Should().Equal("1", "3");
    }

    [Fact]
    public async Task Write_RefusalAmongManyRequestsAndThenAnOutage_NamesWhatIsNotDurable()
    {
        await using var collector = await SomeCollector.StartAsync();
        collector.RefuseEvent = read => read.Event == SomeCollector.Record(1);
        collector.Faults.Add(new CollectorFault { Skip = 4, Effect = CollectorEffect.Answer(503, 9, "Server is busy") });
        using var sink = collector.Sink(options => options.MaxBatchRecords = 3);

        var failed = await sink.FailAsync(Batches.Of(SomeCollector.Numbered(9)));

        // 0-2 refused; 0; 1 alone refused; 2-3 or so; busy.
        failed.IsTransient.Should().BeTrue();
        var durable = collector.Events.Select(read => read.Event).ToHashSet();
        failed.FailedRecords.Should().Contain(1).And.Equal(Enumerable.Range(0, 9).Where(number => !durable.Contains(SomeCollector.Record(number))));
    }

    [Theory]
    [InlineData(403, 1, "Token disabled", "the token is disabled")]
    [InlineData(401, 2, "Token is required", "does not know the token")]
    [InlineData(401, 3, "Invalid authorization", "does not know the token")]
    [InlineData(403, 4, "Invalid token", "does not know the token")]
    [InlineData(400, 5, "No data", "lost on the way")]
    [InlineData(400, 7, "Incorrect index", "set Index")]
    [InlineData(500, 8, "Internal server error", "cannot take events now")]
    [InlineData(503, 9, "Server is busy", "cannot take events now")]
    [InlineData(400, 10, "Data channel is missing", "Set Acknowledge to true")]
    [InlineData(400, 11, "Invalid data channel", "Set Acknowledge to true")]
    [InlineData(400, 14, "ACK is disabled", "set Acknowledge to false")]
    [InlineData(400, 15, "Error in handling indexed fields", "Correct Fields")]
    [InlineData(400, 16, "Query string authorization is not enabled", "Check Endpoint")]
    [InlineData(200, 17, "HEC is healthy", "no answer of an event collector that took events")]
    [InlineData(503, 18, "HEC is unhealthy, queues are full", "cannot take events now")]
    [InlineData(503, 19, "HEC is unhealthy, ack service unavailable", "cannot take events now")]
    [InlineData(503, 20, "HEC is unhealthy, queues are full, ack service unavailable", "cannot take events now")]
    [InlineData(400, 21, "Invalid token", "does not know the token")]
    [InlineData(400, 22, "Token disabled", "the token is disabled")]
    [InlineData(503, 23, "Server is shutting down", "cannot take events now")]
    [InlineData(429, 26, "Queue at capacity", "cannot take events now")]
    [InlineData(429, 27, "ACK channel at capacity", "cannot take events now")]
    [InlineData(503, 99, "New", "cannot take records now")]
    [InlineData(200, 99, "New", "no answer of an event collector that took events")]
    public async Task Write_CodeThatIsNoEventsFault_IsTransientAndSaysWhatToDo(int status, int code, string text, string advice)
    {
        await using var collector = await SomeCollector.StartAsync();
        collector.Faults.Add(new CollectorFault { Effect = CollectorEffect.Answer(status, code, text) });
        using var sink = collector.Sink();

        var failed = await sink.FailAsync(Batches.Of(SomeCollector.Numbered(5)));

        failed.Should().BeEquivalentTo(new { IsTransient = true, FailedRecords = (int[]?)null });
        failed.Message.Should().Contain(text).And.Contain(advice).And.StartWith(collector.Url).And.NotContain(collector.Token);
        collector.Requests.Should().ContainSingle();
    }

    [Theory]
    [InlineData(200, 24, "Queue approaching capacity")]
    [InlineData(200, 25, "ACK channel approaching capacity")]
    public async Task Write_WarningOfCapacity_IsSuccess(int status, int code, string text)
    {
        await using var collector = await SomeCollector.StartAsync();
        collector.Faults.Add(new CollectorFault { Effect = CollectorEffect.Answer(status, code, text) });
        using var sink = collector.Sink();

        await sink.WriteAsync("{}");

        collector.Requests.Should().ContainSingle();
    }

    [Theory]
    [InlineData(200, "<html>Please log in</html>", "not as an event collector")]
    [InlineData(200, """{"error":"sign in first"}""", "not as an event collector")]
    [InlineData(200, """{"text":"Server is busy","code":"9"}""", "not as an event collector")]
    [InlineData(200, """{"text":"Success","code":-1}""", "not as an event collector")]
    [InlineData(200, """{"text":["Success"]}""", "not as an event collector")]
    [InlineData(302, "", "a redirect")]
    [InlineData(401, "", "refuses the sender")]
    [InlineData(403, "", "refuses the sender")]
    [InlineData(404, "", "nothing takes records at that address")]
    [InlineData(408, "", "cannot take records now")]
    [InlineData(415, "", "Compression to None")]
    [InlineData(418, "", "means nothing here")]
    [InlineData(429, "", "cannot take records now")]
    [InlineData(502, "<html>bad gateway</html>", "bad gateway")]
    public async Task Write_AnswerOfAProxy_IsTransient(int status, string body, string advice)
    {
        await using var collector = await SomeCollector.StartAsync();
        collector.Faults.Add(new CollectorFault { Effect = CollectorEffect.BareAnswer(status, body) });
        using var sink = collector.Sink();

        var failed = await sink.FailAsync(Batches.Of(SomeCollector.Numbered(5)));

        failed.Should().BeEquivalentTo(new { IsTransient = true, FailedRecords = (int[]?)null });
        failed.Message.Should().Contain(advice);
        collector.Requests.Should().ContainSingle();
    }

    [Theory]
    [InlineData("bad request")]
    [InlineData("""{"text":"Invalid data format","code":6}""")]
    [InlineData("""{"text":"Invalid data format","code":6,"invalid-event-number":0}""")]
    public async Task Write_BadRequestForEverything_IsTheReceiversFault(string body)
    {
        await using var collector = await SomeCollector.StartAsync();
        collector.Faults.Add(new CollectorFault { Effect = CollectorEffect.BareAnswer(400, body) });
        using var sink = collector.Sink();

        var failed = await sink.FailAsync(Batches.Of(SomeCollector.Numbered(1000)));

        failed.Should().BeEquivalentTo(new { IsTransient = true, FailedRecords = (int[]?)null });
        collector.Requests.Should().HaveCountLessThan(20);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"more":1,"text":"Success"}""")]
    public async Task Write_SuccessWithoutACode_IsSuccess(string body)
    {
        await using var collector = await SomeCollector.StartAsync();
        collector.Faults.Add(new CollectorFault { Effect = CollectorEffect.BareAnswer(200, body) });
        using var sink = collector.Sink();

        await sink.WriteAsync("{}");

        collector.Requests.Should().ContainSingle();
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("Fri, 02 Jan 2026 00:05:30 GMT", 30)]
    [InlineData("999999", 3600)]
    public async Task Write_RetryAfter_IsPassedOn(string header, int seconds)
    {
        await using var collector = await SomeCollector.StartAsync();
        collector.Faults.Add(new CollectorFault { Effect = CollectorEffect.Answer(503, 9, "Server is busy", header) });
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 0, 5, 0, TimeSpan.Zero));
        using var sink = collector.Sink(time: time);

        var failed = await sink.FailAsync(Batches.Of("{}"));

        failed.RetryAfter.Should().Be(TimeSpan.FromSeconds(seconds));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("soon")]
    [InlineData("Fri, 02 Jan 2015 00:05:30 GMT")]
    public async Task Write_RetryAfterThatAsksForNothing_IsLeftOut(string header)
    {
        await using var collector = await SomeCollector.StartAsync();
        collector.Faults.Add(new CollectorFault { Effect = CollectorEffect.Answer(503, 9, "Server is busy", header) });
        using var sink = collector.Sink();

        (await sink.FailAsync(Batches.Of("{}"))).RetryAfter.Should().BeNull();
    }

    [Fact]
    public async Task Write_ConnectionClosedAfterReading_IsTransientAndWorksAgain()
    {
        await using var collector = await SomeCollector.StartAsync();
        collector.Faults.Add(new CollectorFault { Effect = CollectorEffect.CloseAfterReading, Times = 1 });
        using var sink = collector.Sink();

        (await sink.FailAsync(Batches.Of("1"))).IsTransient.Should().BeTrue();
        await sink.WriteAsync("1");

        collector.Events.Should().ContainSingle();
    }

    [Fact]
    public async Task Write_NobodyListens_SaysSo()
    {
        await using var collector = await SomeCollector.StartAsync();
        using var sink = collector.Sink();
        await collector.GoDownAsync(SomeCollector.Cancelled);

        var failed = await sink.FailAsync(Batches.Of("1"));

        failed.IsTransient.Should().BeTrue();
        failed.Message.Should().StartWith($"No connection to {collector.Url}:");
    }

    [Fact]
    public async Task Write_NoAnswer_EndsAtTheTimeout()
    {
        await using var collector = await SomeCollector.StartAsync();
        var held = collector.Faults.Add(new CollectorFault { Effect = CollectorEffect.Hold });
        var time = new FakeTimeProvider();
        using var sink = collector.Sink(options => options.Timeout = TimeSpan.FromSeconds(20), time);

        var writing = sink.FailAsync(Batches.Of("1"));
        await held.WaitForHitsAsync(1, SomeCollector.Cancelled);
        time.Advance(TimeSpan.FromSeconds(20));

        var failed = await writing;
        failed.IsTransient.Should().BeTrue();
        failed.Message.Should().Contain("did not answer within 00:00:20 (Timeout)");
    }

    [Fact]
    public async Task Write_Cancelled_IsCancelledAndTheSinkGoesOn()
    {
        await using var collector = await SomeCollector.StartAsync();
        var held = collector.Faults.Add(new CollectorFault { Effect = CollectorEffect.Hold, Times = 1 });
        using var sink = collector.Sink();
        using var cancel = new CancellationTokenSource();

        var writing = sink.WriteAsync(Batches.Of(SomeCollector.Numbered(10)), cancel.Token).AsTask();
        await held.WaitForHitsAsync(1, SomeCollector.Cancelled);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
        await sink.WriteAsync("2");

        collector.Events.Select(read => read.Event).Should().Equal("2");
    }

    [Fact]
    public async Task Write_AnswerBeforeTheBodyIsRead_DoesNotSpoilWhatComesNext()
    {
        await using var collector = await SomeCollector.StartAsync();
        using var sink = collector.Sink(options => (options.Compression, options.MaxBatchBytes) = (HttpCompression.None, 100_000_000));
        var large = Enumerable.Range(0, 40).Select(number => $$"""{"number":{{number}},"text":"{{new string('x', 500_000)}}"}""").ToArray();
        collector.Faults.Add(new CollectorFault { Effect = CollectorEffect.Answer(503, 9, "Server is busy"), Times = 3 });
        for (var i = 0; i < 3; i++)
        {
            (await sink.FailAsync(Batches.Of(large))).IsTransient.Should().BeTrue();
        }

        await sink.WriteAsync(SomeCollector.Numbered(50));

        collector.Events.Select(read => read.Event).Should().Equal(SomeCollector.Numbered(50));
    }

    [Fact]
    public async Task Write_HugeAnswer_IsNotReadToItsEnd()
    {
        await using var collector = await SomeCollector.StartAsync();
        collector.Faults.Add(new CollectorFault { Effect = CollectorEffect.BareAnswer(503, new string('x', 10_000_000)) });
        using var sink = collector.Sink();

        var failed = await sink.FailAsync(Batches.Of("1"));

        failed.Message.Length.Should().BeLessThan(500);
    }

    [Fact]
    public async Task Write_SeveralAtOnce_AllArrive()
    {
        await using var collector = await SomeCollector.StartAsync(options => options.Acknowledge = true);
        using var sink = collector.Sink(options => (options.MaxConcurrentRequests, options.Acknowledge) = (8, true));
        sink.MaxConcurrentWrites.Should().Be(8);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(number => sink.WriteAsync(Batches.Of(SomeCollector.Record(number)), SomeCollector.Cancelled).AsTask()));

        collector.Events.Select(read => read.Event).Should().BeEquivalentTo(SomeCollector.Numbered(50));
    }

    [Fact]
    public async Task Write_AnyJson_ArrivesAsItWas()
    {
        await using var collector = await SomeCollector.StartAsync();
        using var sink = collector.Sink();
        string[] records = ["{\n \"a\" : [1,\r\n2] }", """{"t":"\ud800\u0000"}""", "1e400", "[[[]]]", "true", """{"u":"ü\n"}"""];

        await sink.WriteAsync(records);

        collector.Events.Select(read => read.Event).Should().Equal(records);
    }

    [Fact]
    public async Task Write_Disposed_Throws()
    {
        await using var collector = await SomeCollector.StartAsync();
        var sink = collector.Sink();
        sink.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await sink.WriteAsync("1"));
    }
}
