using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Fluency.Ingest.CloudTrail;
using Fluency.Ingest.Notifications;
using Fluency.Ingest.Sinks;
using Fluency.Ingest.Testing;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Notifications;

/// <summary>Bugs that were found in other collectors, each acted out from the queue to the sink.</summary>
public sealed class RivalBugTests : IAsyncLifetime
{
    readonly ConcurrentQueue<string> _records = new();
    readonly ConcurrentQueue<string> _kept = new();
    SourceFixture _fixture = null!;

    static CancellationToken Token => SourceFixture.Token;

    IEnumerable<int> Numbers => _records.Select(static record => JsonDocument.Parse(record).RootElement.GetProperty("n").GetInt32());

    public async ValueTask InitializeAsync()
    {
        _fixture = await SourceFixture.StartAsync();
        _fixture.Bucket.StopNotifying();
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Run_SeveralEntriesInOneMessage_ReadsEveryOneOfThem()
    {
        var entries = Enumerable.Range(0, 5).Select(n => Put("logs", $"{n}", n)).ToList();
        Send(entries);

        await RunAsync();

        Numbers.Should().Equal(0, 1, 2, 3, 4);
        _fixture.Queue.Count.Should().Be(0);
    }

    [Fact]
    public async Task Run_BinaryObjectBeforeOthersInTheMessage_ReadsTheOthersAndKeepsIt()
    {
        _fixture.Bucket.Put("x.parquet", "PAR1\u0000\u0001\u0002PAR1"u8.ToArray());
        Send([Entry("logs", "x.parquet"), Put("logs", "1", 1), Put("logs", "2", 2)]);

        await RunAsync();

        Numbers.Should().Equal(1, 2);
        _kept.Should().ContainSingle().Which.Should().Contain("s3://logs/x.parquet");
    }

    [Fact]
    public async Task Run_KeyWithPlusPercentAndSpace_ReadsThatObjectInEveryForm()
    {
        const string Key = "a+b %2B%.json";
        Put("logs", Key, 1);
        Send([Entry("logs", "a%2Bb+%252B%25.json")]);
        _fixture.Queue.Send($$"""{"source":"aws.s3","detail-type":"Object Created","detail":{"bucket":{"name":"logs"},"object":{"key":"{{Key}}"} } }""");
        _fixture.Queue.Send($$"""{"s3Bucket":"logs","s3ObjectKey":["{{Key}}"]}""");

        await RunAsync();

        Numbers.Should().Equal(1, 1, 1);
        _kept.Should().BeEmpty();
    }

    [Fact]
    public async Task Run_OneMessageOfTwoBuckets_ReadsEachObjectFromItsOwn()
    {
        _fixture.Aws.S3.CreateBucket("others");
        Send([Put("logs", "same", 1), Put("others", "same", 2), Put("logs", "more", 3)]);

        await RunAsync();

        Numbers.Should().Equal(1, 2, 3);
    }

    [Fact]
    public async Task Run_RecordsBeginBehindAnyLengthOfOtherFields_AreAllRead()
    {
        _fixture.Bucket.Put("a", Encoding.UTF8.GetBytes($$"""{"note":"{{new string('x', 100_000)}}","Records":[{"n":1},{"n":2}],"end":"{{new string('y', 100_000)}}"}"""));
        Send([Entry("logs", "a")]);

        await RunAsync();

        Numbers.Should().Equal(1, 2);
    }

    [Fact]
    public async Task Run_JsonEndsEarlyInTheStoredObject_IsKeptAndNotTakenForItsEnd()
    {
        _fixture.Bucket.Put("a", """{"Records":[{"n":1},{"n":2},"""u8.ToArray());
        Send([Entry("logs", "a")]);

        await RunAsync();

        _records.Should().BeEmpty();
        _kept.Should().ContainSingle().Which.Should().Contain("Truncated");
        _fixture.Queue.Count.Should().Be(0);
    }

    [Fact]
    public async Task Run_SameKeyInAnotherBucketAndWithOtherContent_IsReadAnew()
    {
        _fixture.Aws.S3.CreateBucket("others");
        Send([Put("logs", "same", 1)]);
        await RunAsync();
        Send([Put("others", "same", 1)]);
        Send([Put("logs", "same", 2)]);

        await RunAsync();

        Numbers.Should().Equal(1, 1, 2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_BucketNotAllowed_IsRejectedAndNeverDeletedUnread(bool hasRedrivePolicy)
    {
        var dead = _fixture.Aws.Sqs.CreateQueue("dead");
        (_fixture.Queue.DeadLetterQueue, _fixture.Queue.MaxReceiveCount) = (hasRedrivePolicy ? dead : null, 1);
        _fixture.Aws.S3.CreateBucket("secrets");
        Send([Put("secrets", "a", 7), Put("logs", "b", 1)]);

        await RunAsync(static o =>
        {
            o.Buckets.Add("logs");
            o.ReturnDelay = TimeSpan.Zero;
        });

        Numbers.Should().Equal([1], "what is allowed in the message is read, once");
        dead.Count.Should().Be(hasRedrivePolicy ? 1 : 0);
        _kept.Count(static entry => entry.Contains("ContainerNotAllowed") && entry.Contains("s3://secrets/a")).Should().Be(hasRedrivePolicy ? 0 : 1);
        _fixture.Aws.Requests.Should().NotContain(static r => r.Bucket == "secrets");
    }

    [Fact]
    public async Task Delivery_ReturnFailsForGood_IsNotDeleted()
    {
        Send([Put("logs", "a", 1)]);
        _fixture.Aws.Faults.Add(new Fault { Action = "ChangeMessageVisibilityBatch", Effect = FaultEffect.FailEntries("InvalidParameterValue", senderFault: true) });
        await using var deliveries = _fixture.Read();
        await deliveries.MoveNextAsync();

        await deliveries.Current.SettleAsync(Disposition.Return(TimeSpan.FromMinutes(1)), Token);

        _fixture.Queue.InFlight.Should().Be(1);
        _fixture.Aws.Requests.Should().NotContain(static r => r.Action.StartsWith("DeleteMessage", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_UnknownBodyAndNoPlaceForIt_ComesAgainEverMoreSlowly()
    {
        await using var fixture = await SourceFixture.StartWithFakeTimeAsync();
        fixture.Queue.Send("hello");
        await using var pipe = Pipe.CreateBuilder("test").UseTime(fixture.TimeProvider).From(fixture.CreateSource()).Route(route => route.To(Into(_records))).Build();
        using var drain = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var run = pipe.RunAsync(drain.Token);

        // An hour, in steps that leave the calls time to be made.
        for (var step = 0; step < 720; step++)
        {
            fixture.FakeTime.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, Token);
        }

        fixture.Queue.Messages.Should().ContainSingle().Which.ReceiveCount.Should().BeInRange(3, 20);
        await drain.CancelAsync();
        await fixture.WhileTimePassesAsync(DoneAsync(run));
    }

    [Fact]
    public async Task Run_MessagesThatTellOfNoObject_AreDeleted()
    {
        string[] bodies =
        [
            """{"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"logs"}""",
            "CloudTrail validation message.",
            """{"Records":[]}""",
            """{"Type":"SubscriptionConfirmation","TopicArn":"arn:aws:sns:us-east-1:111122223333:trail","SubscribeURL":"http://127.0.0.1:1/"}""",
            """{"Records":[{"eventName":"ObjectRemoved:Delete","s3":{"bucket":{"name":"logs"},"object":{"key":"gone"}}}]}""",
            """{"source":"aws.s3","detail-type":"Object Deleted","detail":{"bucket":{"name":"logs"},"object":{"key":"gone"}}}""",
        ];
        Array.ForEach(bodies, body => _fixture.Queue.Send(body));

        await RunAsync();

        _fixture.Queue.Count.Should().Be(0);
        _kept.Should().BeEmpty();
        _fixture.Aws.Requests.Should().NotContain(static r => r.Service == AwsService.S3);
        _fixture.Logger.Entries.Should().ContainSingle(static e => e.Id == 1004).Which.Text.Should().Contain("arn:aws:sns:us-east-1:111122223333:trail");
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"size\":null")]
    [InlineData(",\"size\":0")]
    [InlineData(",\"size\":\"many\"")]
    [InlineData(",\"size\":99999999")]
    public async Task Run_SizeMissingOrWrong_ReadsTheObjectAllTheSame(string size)
    {
        Put("logs", "a", 1);
        Send([$$"""{"s3":{"bucket":{"name":"logs"},"object":{"key":"a"{{size}}} } }"""]);

        await RunAsync();

        Numbers.Should().Equal(1);
        _kept.Should().BeEmpty();
    }

    [Fact]
    public async Task Run_EventsWithoutATime_AreDeliveredWithTheOthersOfTheirFile()
    {
        _fixture.Bucket.Put("a", """
            {"Records":[{"n":1,"eventVersion":"1.08","eventName":"A","eventSource":"s3.amazonaws.com","eventID":"1","eventTime":"2026-01-02T00:00:00Z"},
                        {"n":2,"eventVersion":"1.08","eventName":"B","eventSource":"s3.amazonaws.com","eventID":"2"},
                        {"n":3,"eventVersion":"1.08","eventName":"C","eventSource":"s3.amazonaws.com","eventID":"3","eventTime":"not a time"}]}
            """u8.ToArray());
        Send([Entry("logs", "a")]);

        await RunAsync(process: true);

        _records.Select(static record => JsonDocument.Parse(record).RootElement.GetProperty("@cloudtrail").GetProperty("n").GetInt32()).Should().Equal(1, 2, 3);
        _kept.Should().BeEmpty();
    }

    async Task RunAsync(Action<S3NotificationOptions>? configure = null, bool process = false)
    {
        var source = _fixture.CreateSource(o =>
        {
            o.WaitTime = TimeSpan.Zero;
            configure?.Invoke(o);
        });
        await using var pipe = Pipe.CreateBuilder("test").From(source)
            .Route(route => (process ? route.Process(new CloudTrailAdjustments()) : route).To(Into(_records)))
            .Quarantine(Into(_kept))
            .Build();
        await pipe.RunUntilEmptyAsync(Token);
    }

    string Put(string bucket, string key, int n)
    {
        _fixture.Aws.S3.FindBucket(bucket)!.Put(key, Encoding.UTF8.GetBytes($"{{\"Records\":[{{\"n\":{n}}}]}}"));
        return Entry(bucket, key);
    }

    void Send(IEnumerable<string> entries) => _fixture.Queue.Send($"{{\"Records\":[{string.Join(',', entries)}]}}");

    static string Entry(string bucket, string key) => $$"""{"s3":{"bucket":{"name":"{{bucket}}"},"object":{"key":"{{key}}"} } }""";

    static async Task<bool> DoneAsync(Task task)
    {
        await task;
        return true;
    }

    static DelegateSink Into(ConcurrentQueue<string> texts) => new((batch, _) =>
    {
        var writer = new ArrayBufferWriter<byte>();
        foreach (var record in batch)
        {
            writer.ResetWrittenCount();
            record.WriteTo(writer);
            texts.Enqueue(Encoding.UTF8.GetString(writer.WrittenSpan));
        }

        return ValueTask.CompletedTask;
    });
}
