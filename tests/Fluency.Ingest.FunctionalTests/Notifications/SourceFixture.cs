using Fluency.Ingest.Notifications;
using Fluency.Ingest.Testing;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Notifications;

/// <summary>A <see cref="LocalAws"/> whose bucket "logs" tells the queue "trail" of every object, and sources that read it.</summary>
sealed class SourceFixture : IAsyncDisposable
{
    readonly List<S3NotificationSource> _sources = [];

    SourceFixture(LocalAws aws, TimeProvider time)
    {
        Aws = aws;
        TimeProvider = time;
        Bucket = aws.S3.CreateBucket("logs");
        Queue = aws.Sqs.CreateQueue("trail");
        Bucket.NotifyQueue(Queue);
    }

    public LocalAws Aws { get; }

    public TimeProvider TimeProvider { get; }

    public FakeTimeProvider FakeTime => (FakeTimeProvider)TimeProvider;

    public LocalBucket Bucket { get; }

    public LocalQueue Queue { get; }

    public CollectingLogger Logger { get; } = new();

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<SourceFixture> StartAsync() => new(await LocalAws.StartAsync(cancellationToken: Token), TimeProvider.System);

    /// <summary>Server and source share one clock, which only the test advances.</summary>
    public static async Task<SourceFixture> StartWithFakeTimeAsync()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 0, 5, 0, TimeSpan.Zero));
        return new(await LocalAws.StartAsync(new LocalAwsOptions { TimeProvider = time }, Token), time);
    }

    public S3NotificationSource CreateSource(Action<S3NotificationOptions>? configure = null)
    {
        var options = new S3NotificationOptions
        {
            QueueUrl = Queue.Url,
            ServiceUrl = Aws.ServiceUrl,
            Region = "us-east-1",
            ForcePathStyle = true,
            AccessKeyId = "AKIATEST",
            SecretAccessKey = "secret",
        };
        configure?.Invoke(options);
        var source = new S3NotificationSource(options, logger: Logger);
        _sources.Add(source);
        return source;
    }

    /// <summary>Begins to read for ever.</summary>
    public IAsyncEnumerator<IDelivery> Read(Action<S3NotificationOptions>? configure = null) => Read(CreateSource(configure), Token);

    /// <summary>Begins to read until told to stop.</summary>
    public IAsyncEnumerator<IDelivery> ReadUntil(CancellationToken drainToken) => Read(CreateSource(), drainToken);

    IAsyncEnumerator<IDelivery> Read(S3NotificationSource source, CancellationToken drainToken) =>
        source.ReadAsync(new SourceReadOptions { TimeProvider = TimeProvider }, drainToken).GetAsyncEnumerator(Token);

    /// <summary>Reads the queue empty and settles every delivery.</summary>
    public async Task<IReadOnlyList<IDelivery>> ReadAllAsync(Func<IDelivery, Disposition> settle, Action<S3NotificationOptions>? configure = null)
    {
        var deliveries = new List<IDelivery>();
        var options = new SourceReadOptions { UntilEmpty = true, TimeProvider = TimeProvider };
        await foreach (var delivery in CreateSource(o =>
        {
            o.WaitTime = TimeSpan.Zero;
            configure?.Invoke(o);
        }).ReadAsync(options, Token))
        {
            deliveries.Add(delivery);
            await delivery.SettleAsync(settle(delivery), Token);
        }

        return deliveries;
    }

    /// <summary>Lets the clock run a hundred times faster than the real one for as long as a task takes: requests over the network take real time.</summary>
    public async Task<T> WhileTimePassesAsync<T>(Task<T> task)
    {
        while (!task.IsCompleted)
        {
            FakeTime.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Token);
        }

        return await task;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var source in _sources)
        {
            await source.DisposeAsync();
        }

        await Aws.DisposeAsync();
    }
}
