using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Fluency.Ingest.Deliveries;
using Fluency.Ingest.FunctionalTests.Faults;
using Fluency.Ingest.Notifications;
using Fluency.Ingest.Sinks;
using Fluency.Ingest.Sinks.Http;
using Fluency.Ingest.Testing;
using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Collector;

/// <summary>A bucket, its queue, and a collector, on one clock that only the test moves; and what must hold between them whatever goes wrong: no message goes before its records are durable.</summary>
sealed class CollectedTrail : IAsyncDisposable
{
    static readonly TimeSpan ShortStep = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan LongStep = TimeSpan.FromSeconds(5);

    readonly FakeTimeProvider _time;
    readonly LocalBucket _bucket;
    readonly ConcurrentDictionary<string, string[]> _files = new(StringComparer.Ordinal);
    readonly ConcurrentQueue<string> _breaches = new();
    readonly CancellationTokenSource _drain = new();

    CollectedTrail(FakeTimeProvider time, LocalAws aws, LocalCollector collector)
    {
        _time = time;
        Aws = aws;
        Collector = collector;
        Queue = aws.Sqs.CreateQueue("trail");
        Queue.Deleting = Check;
        _bucket = aws.S3.CreateBucket("logs");
        _bucket.NotifyQueue(Queue);
    }

    public LocalAws Aws { get; }

    public LocalCollector Collector { get; }

    public LocalQueue Queue { get; }

    /// <summary>What the quarantine was written.</summary>
    public ConcurrentQueue<JsonElement> Quarantined { get; } = new();

    /// <summary>The clock.</summary>
    public TimeProvider Time => _time;

    public int Receives => Aws.Requests.Count(static request => request.Action == "ReceiveMessage");

    /// <summary>All records that were put, each once.</summary>
    public IEnumerable<string> Records => _files.Values.SelectMany(static records => records);

    /// <summary>What the collector has, each as often as it came.</summary>
    public IEnumerable<string> Collected => Collector.Events.Select(static read => read.Event!).Concat(Collector.WebhookRecords);

    public IReadOnlyList<CollectorRequest> EventRequests => [.. Collector.Requests.Where(static request => request.Path == CollectorPath.Events)];

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<CollectedTrail> StartAsync(bool acknowledge = false)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 0, 5, 0, TimeSpan.Zero));
        var aws = await LocalAws.StartAsync(new LocalAwsOptions { TimeProvider = time }, Cancelled);
        return new(time, aws, await LocalCollector.StartAsync(new LocalCollectorOptions { TimeProvider = time, Acknowledge = acknowledge }, Cancelled));
    }

    public static string Record(int file, int record) => $$"""{"file":{{file}},"record":{{record}}}""";

    public void Put(int files, int records = 3)
    {
        for (var end = _files.Count + files; _files.Count < end;)
        {
            var file = _files.Count;
            string[] all = [.. Enumerable.Range(0, records).Select(record => Record(file, record))];
            _files[$"{file:d4}.json"] = all;
            _bucket.Put($"{file:d4}.json", Encoding.UTF8.GetBytes($"{{\"Records\":[{string.Join(',', all)}]}}"));
        }
    }

    /// <summary>A sink before the collector. No request of it ends by the clock, since requests take real time.</summary>
    public HttpEventCollectorSink Sink(Action<HttpEventCollectorOptions>? configure = null)
    {
        var options = new HttpEventCollectorOptions { Endpoint = Collector.Url, Token = Collector.Token, Timeout = TimeSpan.FromHours(1) };
        configure?.Invoke(options);
        return new HttpEventCollectorSink(options, time: _time);
    }

    public Pipe Build(ISink sink, Action<PipeOptions>? configure = null)
    {
        var source = new S3NotificationOptions
        {
            QueueUrl = Queue.Url,
            Region = "us-east-1",
            ServiceUrl = Aws.ServiceUrl,
            ForcePathStyle = true,
            AccessKeyId = "test",
            SecretAccessKey = "test",
            MaxConcurrentReceives = 1,
        };
        return Pipe.CreateBuilder("test").From(new S3NotificationSource(source)).UseTime(_time)
            .Route(route => route.To(sink, "collector"))
            .Quarantine(new DelegateSink(KeepAsync))
            .Configure(configure ?? (static _ => { }))
            .Build();
    }

    /// <summary>Runs a pipe while a script goes on, until the queue is empty, and checks that nothing was lost.</summary>
    public async Task RunAsync(Pipe pipe, Func<Task> script)
    {
        await using (pipe)
        {
            var running = pipe.RunAsync(_drain.Token);
            await script();
            await UntilAsync(() => Queue.Count == 0);
            await _drain.CancelAsync();
            await UntilAsync(() => running.IsCompleted);
            await running;
        }

        _breaches.Should().BeEmpty();
        Collected.Distinct().Concat(Quarantined.Select(static entry => entry.GetProperty("@record").GetRawText())).Should().BeEquivalentTo(Records);
    }

    /// <summary>Lets time pass until a condition holds.</summary>
    public async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await StepAsync(ShortStep);
        }
    }

    /// <summary>Lets so much time pass.</summary>
    public async Task PassAsync(TimeSpan span)
    {
        for (var end = _time.GetUtcNow() + span; _time.GetUtcNow() < end;)
        {
            await StepAsync(LongStep);
        }
    }

    /// <summary>Lets time pass until nothing is received any more: no receive is under way, and none has begun for a minute.</summary>
    public async Task UntilReceivesStopAsync()
    {
        // A source that goes on begins three receives in a minute.
        for (var minute = 0; minute < 30; minute++)
        {
            var receives = Receives;
            await PassAsync(TimeSpan.FromMinutes(1));
            if (Receives == receives && Aws.Requests.All(static request => request.IsComplete))
            {
                return;
            }
        }

        throw new InvalidOperationException("Messages are still received after half an hour.");
    }

    public async ValueTask DisposeAsync()
    {
        _drain.Dispose();
        await Collector.DisposeAsync();
        await Aws.DisposeAsync();
    }

    async Task StepAsync(TimeSpan step)
    {
        _time.Advance(step);
        do
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, Cancelled);
        }
        while (Aws.Requests.Any(static request => !request.IsComplete && request.Action != "ReceiveMessage"));
    }

    void Check(LocalMessage message)
    {
        var durable = Collected.Concat(Quarantined.Select(static entry => entry.GetProperty("@record").GetRawText())).ToHashSet(StringComparer.Ordinal);
        foreach (var record in Ledger.KeysOf(message.Body).SelectMany(key => _files[key]).Where(record => !durable.Contains(record)))
        {
            _breaches.Enqueue($"{record} was not durable when its message was deleted");
        }
    }

    ValueTask KeepAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        var writer = new ArrayBufferWriter<byte>();
        foreach (var record in batch)
        {
            writer.ResetWrittenCount();
            record.WriteTo(writer);
            Quarantined.Enqueue(JsonSerializer.Deserialize<JsonElement>(writer.WrittenSpan));
        }

        return ValueTask.CompletedTask;
    }
}
