using System.Text;
using Fluency.Ingest.Deliveries;
using Fluency.Ingest.Diagnostics;
using Fluency.Ingest.Notifications;
using Fluency.Ingest.Sinks;
using Fluency.Ingest.Testing;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.EndToEnd;

/// <summary>The main job while S3 and SQS misbehave: every record arrives, and the queue ends empty.</summary>
public sealed class FaultedRunTests : IAsyncLifetime
{
    const int Files = 30;

    readonly List<string> _records = [];
    readonly List<string> _quarantined = [];
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

    public ValueTask DisposeAsync() => _aws.DisposeAsync();

    [Fact]
    public async Task Run_BodiesCut_AreResumedAndDeliveredOnce()
    {
        var fault = _aws.Faults.Add(new Fault { Action = "GetObject", Times = 5, Effect = FaultEffect.CutBody(20) });

        var done = await RunAsync();

        fault.Hits.Should().Be(5);
        done.Messages.Returned.Should().Be(0, "a cut body is resumed where it was cut");
        AllArrivedOnce();
        _aws.Requests.Count(request => request.Range is not null).Should().Be(5);
    }

    [Fact]
    public async Task Run_BodiesCorruptedOnTheWay_AreReadAnew()
    {
        var fault = _aws.Faults.Add(new Fault { Action = "GetObject", Times = 1, Effect = FaultEffect.CorruptBody(10) });

        await RunAsync();

        fault.Hits.Should().Be(1);
        AllArrivedOnce(inOrder: false);
    }

    [Fact]
    public async Task Run_StoreAsksToSlowDown_ComesAgainAndLosesNothing()
    {
        // More than the SDK's own three tries of one object.
        _aws.Faults.Add(new Fault { Action = "GetObject", Key = key => key == "0003.json", Times = 4, Effect = FaultEffect.Answer(503, "SlowDown") });

        var done = await RunAsync();

        AllArrivedOnce(inOrder: false);
        done.Messages.Returned.Should().BeGreaterThan(0);
    }

    [Fact]
    public async Task Run_MessagesDeliveredTwice_HaveTheSameIds()
    {
        _aws.Faults.Add(new Fault { Action = "ReceiveMessage", Times = 3, Effect = FaultEffect.DuplicateMessage });

        await RunAsync();

        _records.Distinct().Should().HaveCount(3 * Files);
    }

    [Fact]
    public async Task Run_ObjectNamedTwiceInOneMessage_IsDeliveredTwiceWithTheSameIds()
    {
        _queue.Send("""{"s3Bucket":"logs","s3ObjectKey":["0000.json","0000.json"]}""");

        await RunAsync();

        // Beside the message that S3 itself sends.
        _records.Where(static record => record.EndsWith(RecordOf(0, 0), StringComparison.Ordinal)).Should().HaveCount(3);
        _records.Distinct().Should().HaveCount(3 * Files);
        _queue.Count.Should().Be(0);
    }

    [Fact]
    public async Task Run_DeletesFailInPart_AreTriedAgain()
    {
        var fault = _aws.Faults.Add(new Fault { Action = "DeleteMessageBatch", Times = 2, Effect = FaultEffect.FailEntries() });

        await RunAsync();

        fault.Hits.Should().Be(2);
        AllArrivedOnce();
    }

    [Fact]
    public async Task Run_OneBucketForbidden_TheOthersFlowAndItIsKept()
    {
        var forbidden = _aws.S3.CreateBucket("forbidden");
        forbidden.NotifyQueue(_queue);
        forbidden.Put("secret.json", Content(99));
        _aws.Faults.Add(new Fault { Action = "GetObject", Bucket = "forbidden", Effect = FaultEffect.Answer(403, "AccessDenied") });

        await RunAsync(options => options.MaxReceives = 2);

        AllArrivedOnce();
        _quarantined.Should().ContainSingle().Which.Should().Contain("s3://forbidden/secret.json").And.Contain("AccessDenied");
    }

    void AllArrivedOnce(bool inOrder = true)
    {
        var expected = Enumerable.Range(0, Files).SelectMany(file => Enumerable.Range(0, 3).Select(n => RecordOf(file, n)));
        _records.Select(record => record[33..]).Should().BeEquivalentTo(expected, how => inOrder ? how.WithStrictOrdering() : how.WithoutStrictOrdering());
        _queue.Count.Should().Be(0);
    }

    async Task<PipeStatistics> RunAsync(Action<PipeOptions>? configure = null)
    {
        for (var file = 0; file < Files; file++)
        {
            _bucket.Put($"{file:d4}.json", Content(file));
        }

        var source = new S3NotificationSource(new S3NotificationOptions
        {
            QueueUrl = _queue.Url,
            Region = "us-east-1",
            ServiceUrl = _aws.ServiceUrl,
            ForcePathStyle = true,
            AccessKeyId = "test",
            SecretAccessKey = "test",

            // Receives that are under way at once bring their messages in any order, and the order of the queue is looked at.
            MaxConcurrentReceives = 1,
        });
        await using var pipe = Pipe.CreateBuilder("test").From(source)
            .Route(route => route.To(Into(_records)))
            .Quarantine(Into(_quarantined))
            .Configure(options => options.ReturnDelay = TimeSpan.FromMilliseconds(10))
            .Configure(configure ?? (_ => { }))
            .Build();
        return await pipe.RunUntilEmptyAsync(Cancelled);
    }

    static DelegateSink Into(List<string> texts) => new((batch, _) =>
    {
        var writer = new System.Buffers.ArrayBufferWriter<byte>();
        foreach (var record in batch)
        {
            writer.ResetWrittenCount();
            record.WriteTo(writer);
            texts.Add($"{record.Id} {Encoding.UTF8.GetString(writer.WrittenSpan)}");
        }

        return ValueTask.CompletedTask;
    });

    static string RecordOf(int file, int n) => $"{{\"file\":{file},\"n\":{n}}}";

    static byte[] Content(int file) => Encoding.UTF8.GetBytes($"{{\"Records\":[{string.Join(',', Enumerable.Range(0, 3).Select(n => RecordOf(file, n)))}]}}");
}
