using Fluency.Ingest.Deliveries;
using Fluency.Ingest.Diagnostics;
using Fluency.Ingest.Notifications;
using Fluency.Ingest.Testing;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Faults;

/// <summary>A bucket that tells a queue of its objects, a pipe over the real AWS SDK from there to a <see cref="Faults.Ledger"/>, and the checks that hold whatever goes wrong.</summary>
sealed class FaultedTrail : IAsyncDisposable
{
    readonly TimeProvider _time;
    int _files;

    FaultedTrail(LocalAws aws, TimeProvider time)
    {
        _time = time;
        Aws = aws;
        Bucket = aws.S3.CreateBucket("logs");
        Queue = aws.Sqs.CreateQueue("trail");
        Bucket.NotifyQueue(Queue);
        Queue.Deleting = Ledger.OnDeleting;
    }

    public LocalAws Aws { get; }

    public LocalBucket Bucket { get; }

    public LocalQueue Queue { get; }

    public Ledger Ledger { get; } = new();

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Starts the endpoint. Endpoint and pipe share one clock, on which a second takes fifty milliseconds, unless told otherwise.</summary>
    public static async Task<FaultedTrail> StartAsync(TimeProvider? pipeTime = null, TimeProvider? endpointTime = null)
    {
        var shared = new FastTime(speed: 20);
        return new(await LocalAws.StartAsync(new LocalAwsOptions { TimeProvider = endpointTime ?? shared }, Cancelled), pipeTime ?? shared);
    }

    /// <summary>Adds a dead-letter queue.</summary>
    public LocalQueue AddDeadLetterQueue(int maxReceiveCount)
    {
        Queue.DeadLetterQueue = Aws.Sqs.CreateQueue("dead");
        Queue.MaxReceiveCount = maxReceiveCount;
        return Queue.DeadLetterQueue;
    }

    /// <summary>Writes files that must arrive.</summary>
    public void Put(int files, int records = 3, int padding = 0)
    {
        for (var file = 0; file < files; file++)
        {
            var key = $"{_files++:d4}.json";
            Ledger.Expect(key, records, padding);
            Bucket.Put(key, TrailFile.Json(key, records, padding));
        }
    }

    /// <summary>Writes a file that can never be read.</summary>
    public void PutDamaged(string key, ReadOnlyMemory<byte> content)
    {
        Ledger.ExpectNothingOf(key);
        Bucket.Put(key, content);
    }

    public Fault Add(string action, FaultEffect effect, int times = int.MaxValue, int skip = 0, string? key = null) =>
        Aws.Faults.Add(new Fault { Action = action, Effect = effect, Times = times, Skip = skip, Key = key is null ? null : name => name == key });

    public Pipe Build(Action<PipeOptions>? configure = null, Action<S3NotificationOptions>? configureSource = null)
    {
        var source = new S3NotificationOptions
        {
            QueueUrl = Queue.Url,
            Region = "us-east-1",
            ServiceUrl = Aws.ServiceUrl,
            ForcePathStyle = true,
            AccessKeyId = "AKIATEST",
            SecretAccessKey = "secret",
        };
        configureSource?.Invoke(source);
        return Pipe.CreateBuilder("faulted")
            .From(new S3NotificationSource(source))
            .Route(route => route.To(Ledger.Sink))
            .Quarantine(Ledger.Quarantine)
            .UseTime(_time)
            // Fifteen real seconds: a machine that is busy must not look like a connection that stands still.
            .Configure(static options => options.Objects.IdleTimeout = TimeSpan.FromMinutes(5))
            .Configure(configure ?? (_ => { }))
            .Build();
    }

    /// <summary>Reads the queue empty, and checks what must hold afterwards.</summary>
    public async Task<PipeStatistics> RunAsync(Action<PipeOptions>? configure = null, Action<S3NotificationOptions>? configureSource = null)
    {
        await using var pipe = Build(configure, configureSource);
        var done = await pipe.RunUntilEmptyAsync(Cancelled);
        Verify();
        return done;
    }

    /// <summary>Runs until every message is deleted, however they come back, and checks what must hold afterwards.</summary>
    public async Task<PipeStatistics> RunUntilAllIsDeletedAsync(Action<PipeOptions>? configure = null, Action<S3NotificationOptions>? configureSource = null)
    {
        using var drain = new CancellationTokenSource();
        await using var pipe = Build(configure, configureSource);
        var running = pipe.RunAsync(drain.Token);
        await Task.WhenAny(Queue.WaitUntilEmptyAsync(Cancelled), running);
        await drain.CancelAsync();
        var done = await running;
        Verify();
        return done;
    }

    /// <summary>Every record arrived, in the order of its file; no message was deleted early; and the queue is empty.</summary>
    public void Verify()
    {
        Ledger.Breaches.Should().BeEmpty();
        Queue.Count.Should().Be(0);
    }

    /// <summary>Nothing was asked so often that it looks like a loop.</summary>
    public void Asked(string action, int atMost) => Aws.Requests.Count(request => request.Action == action).Should().BeLessThanOrEqualTo(atMost);

    public ValueTask DisposeAsync() => Aws.DisposeAsync();
}
