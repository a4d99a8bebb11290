using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using Fluency.Ingest.Deliveries;
using Fluency.Ingest.FunctionalTests.Notifications;
using Fluency.Ingest.Notifications;
using Fluency.Ingest.Sinks;
using Fluency.Ingest.Testing;
using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Engine;

/// <summary>Outages of sinks and of buckets before the real source and a queue with a dead-letter queue, on a clock that only the test moves.</summary>
public sealed class OutageTests : IAsyncLifetime
{
    const int LeasesExtended = 1013;

    static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 0, 5, 0, TimeSpan.Zero));
    readonly ConcurrentQueue<string> _records = new();
    readonly CollectingLogger _log = new();
    LocalAws _aws = null!;
    LocalQueue _queue = null!;
    LocalQueue _dead = null!;
    LocalBucket _bucket = null!;
    PassingTime _passing = null!;
    volatile bool _isDown = true;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    int Receives => _aws.Requests.Count(static request => request.Action == "ReceiveMessage");

    public async ValueTask InitializeAsync()
    {
        _aws = await LocalAws.StartAsync(new LocalAwsOptions { TimeProvider = _time }, Cancelled);
        _dead = _aws.Sqs.CreateQueue("dead");
        _queue = _aws.Sqs.CreateQueue("trail", queue => (queue.DeadLetterQueue, queue.MaxReceiveCount) = (_dead, 3));
        _bucket = _aws.S3.CreateBucket("logs");
        _bucket.NotifyQueue(_queue);
        _passing = new PassingTime(_time, _aws);
    }

    public ValueTask DisposeAsync() => _aws.DisposeAsync();

    [Fact]
    public async Task SinkDownForAnHour_TwoRestarts_NothingIsLostAndNothingReachesTheDeadLetterQueue()
    {
        const int Files = 60;
        Put(_bucket, Files);
        for (var run = 1; run <= 3; run++)
        {
            using var drain = new CancellationTokenSource();
            await using var pipe = Build();
            var running = pipe.RunAsync(drain.Token);
            await _passing.UntilAsync(Second, () => pipe.Statistics.Sinks["sink"].Retries >= 5);
            var (receives, held) = (Receives, _queue.InFlight);

            await _passing.PassAsync(TimeSpan.FromMinutes(20), TimeSpan.FromSeconds(10));
            Receives.Should().Be(receives, "nothing more is received while the sink is down");
            _queue.InFlight.Should().Be(held, "what was received stays leased");
            _queue.Messages.Should().OnlyContain(message => message.ReceiveCount <= run, "what is held is not received again");

            _isDown = run < 3;
            if (!_isDown)
            {
                await _passing.UntilAsync(Second, () => _queue.Count == 0);
            }

            await drain.CancelAsync();
            await _passing.UntilAsync(Second, () => running.IsCompleted);
            await running;
        }

        _dead.Count.Should().Be(0);
        _records.Distinct().Should().BeEquivalentTo(Enumerable.Range(0, Files).Select(RecordOf));
    }

    [Fact]
    public async Task SinkDownForTwelveHours_WhatIsHeldIsReturnedAtTheCapAndComesAgain()
    {
        Put(_bucket, 5);
        using var drain = new CancellationTokenSource();
        await using var pipe = Build(options => options.VisibilityTimeout = TimeSpan.FromHours(11));
        var running = pipe.RunAsync(drain.Token);
        await _passing.UntilAsync(Second, () => pipe.Statistics.Sinks["sink"].Retries >= 5 && _queue.InFlight == 5);

        _time.Advance(TimeSpan.FromHours(6.2));
        await _log.WaitForAsync(LeasesExtended, 1, Cancelled);
        await _passing.PassAsync(TimeSpan.FromHours(5.6), TimeSpan.FromMinutes(5));
        _queue.Messages.Should().OnlyContain(message => message.ReceiveCount == 1, "it is held for nearly twelve hours");
        pipe.Statistics.Messages.Returned.Should().Be(0);

        await _passing.UntilAsync(TimeSpan.FromSeconds(10), () => pipe.Statistics.Messages.Returned >= 5);
        _isDown = false;
        await _passing.UntilAsync(Second, () => _queue.Count == 0);
        await drain.CancelAsync();
        await _passing.UntilAsync(Second, () => running.IsCompleted);

        _dead.Count.Should().Be(0);
        _records.Distinct().Should().BeEquivalentTo(Enumerable.Range(0, 5).Select(RecordOf));
        _aws.Requests.Where(static request => request.Action == "ChangeMessageVisibilityBatch").Should().OnlyContain(static request => request.Status == 200);
    }

    [Fact]
    public async Task ForbiddenBucketAtTheHead_TheGoodObjectsBehindFlowInOrder()
    {
        const int Forbidden = 200;
        var (isForbidden, forbidden) = (true, _aws.S3.CreateBucket("forbidden"));
        forbidden.NotifyQueue(_queue);
        Put(forbidden, Forbidden, first: 5_000);
        Put(_bucket, 1_000);
        _aws.Faults.Add(new Fault { Action = "GetObject", Bucket = "forbidden", Key = _ => Volatile.Read(ref isForbidden), Effect = FaultEffect.Answer(403, "AccessDenied") });
        _isDown = false;
        using var drain = new CancellationTokenSource();
        await using var pipe = Build(pipe: options => options.ReturnDelay = TimeSpan.FromMinutes(1));

        var running = pipe.RunAsync(drain.Token);
        await _passing.UntilAsync(TimeSpan.FromMilliseconds(1), () => _records.Count == 1_000);

        _records.Should().Equal(Enumerable.Range(0, 1_000).Select(RecordOf));
        _aws.Requests.Count(static request => request is { Action: "GetObject", Bucket: "forbidden" }).Should().BeLessThan(60, "it is asked no more after ten failures, and those under way");

        // The good ones are deleted, and the forbidden ones come back.
        await _passing.UntilAsync(TimeSpan.FromMilliseconds(1), () => _queue.Visible == 0 && _queue.Count == Forbidden && pipe.Statistics.Messages.Returned == Forbidden);

        Volatile.Write(ref isForbidden, false);
        await _passing.UntilAsync(Second, () => _queue.Count == 0);
        await drain.CancelAsync();
        await _passing.UntilAsync(Second, () => running.IsCompleted);
        _records.Skip(1_000).Distinct().Should().HaveCount(Forbidden);
        _dead.Count.Should().Be(0, "none was given up untried");
    }

    Pipe Build(Action<S3NotificationOptions>? source = null, Action<PipeOptions>? pipe = null)
    {
        var options = new S3NotificationOptions
        {
            QueueUrl = _queue.Url,
            Region = "us-east-1",
            ServiceUrl = _aws.ServiceUrl,
            ForcePathStyle = true,
            AccessKeyId = "test",
            SecretAccessKey = "test",
            // Tests that look at the order look at that of sending.
            MaxConcurrentReceives = 1,
        };
        source?.Invoke(options);
        return Pipe.CreateBuilder("test").From(new S3NotificationSource(options, logger: _log)).UseTime(_time)
            .Route(route => route.To(new DelegateSink(Write), "sink")).Configure(pipe ?? (_ => { })).Build();
    }

    ValueTask Write(RecordBatch batch, CancellationToken cancellationToken)
    {
        if (_isDown)
        {
            throw new SinkException("down", isTransient: true);
        }

        var writer = new ArrayBufferWriter<byte>();
        foreach (var record in batch)
        {
            writer.ResetWrittenCount();
            record.WriteTo(writer);
            _records.Enqueue(Encoding.UTF8.GetString(writer.WrittenSpan));
        }

        return ValueTask.CompletedTask;
    }

    static void Put(LocalBucket bucket, int files, int first = 0)
    {
        for (var file = first; file < first + files; file++)
        {
            bucket.Put($"{file:d4}.json", Encoding.UTF8.GetBytes($"{{\"Records\":[{RecordOf(file)}]}}"));
        }
    }

    static string RecordOf(int file) => $"{{\"file\":{file}}}";
}
