using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Fluency.Ingest.Deliveries;
using Fluency.Ingest.Diagnostics;
using Fluency.Ingest.Tests.Routing;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Diagnostics;

/// <summary>What a meter listener, such as OpenTelemetry's, gets of a pipe that runs. Others run beside it: only what has this pipe's name counts.</summary>
public sealed class MetricsTests : IDisposable
{
    readonly string _pipe = $"metrics-{Guid.NewGuid():n}";
    readonly ConcurrentQueue<(string Name, double Value, Dictionary<string, object?> Tags)> _measured = new();
    readonly MeterListener _listener = new();
    readonly CollectingSink _sink = new();
    readonly Microsoft.Extensions.Time.Testing.FakeTimeProvider _time = new(WatchedPipe.Start);

    public MetricsTests()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == IngestDiagnostics.MeterName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task Run_IsMeasured()
    {
        var queue = new FakeQueue { MaxAttempts = 1 };
        await using var pipe = Pipe.CreateBuilder(_pipe).From(queue, "queue").UseTime(_time).OtherwiseDrop()
            .Route(route => route.When(static record => record.Index < 3).Process(new SomeProcessor(Answer), "p").To(_sink, "sink")).Build();
        queue.Add("0", new FakeObject("AWSLogs/x", """{"Records":[{"eventTime":"2026-01-02T03:02:05Z"},{},{},{}]}""") { LastModified = WatchedPipe.Start.AddSeconds(-30) }).SentAt = WatchedPipe.Start.AddSeconds(-20);
        queue.Add("1", new FakeObject("gone", "") { BeforeOpen = static (_, _) => throw new IngestException(FailureCause.ObjectMissing, "gone") });
        await pipe.RunUntilEmptyAsync(Cancelled);

        Sum("fluency.ingest.deliveries.received", ("fluency.ingest.source", "queue")).Should().Be(2);
        Sum("fluency.ingest.deliveries.settled", ("fluency.ingest.disposition", "complete")).Should().Be(1);
        Sum("fluency.ingest.deliveries.settled", ("fluency.ingest.disposition", "returned")).Should().Be(1);
        Sum("fluency.ingest.failures", ("error.type", "ObjectMissing")).Should().Be(1);
        Sum("fluency.ingest.records.read", ("fluency.ingest.outcome", "delivered")).Should().Be(2);
        Sum("fluency.ingest.records.read", ("fluency.ingest.outcome", "dropped")).Should().Be(1);
        Sum("fluency.ingest.records.read", ("fluency.ingest.outcome", "unrouted")).Should().Be(1);
        Sum("fluency.ingest.processor.errors", ("fluency.ingest.component", "processor:main/route-1/p")).Should().Be(1);
        Sum("fluency.ingest.records.written", ("fluency.ingest.sink", "sink")).Should().Be(2);
        Sum("fluency.ingest.batch.records", ("fluency.ingest.sink", "sink")).Should().Be(2);
        Sum("fluency.ingest.batch.size").Should().Be(36 + 2, "the first record and the third, which the processor failed on");
        Sum("fluency.ingest.objects.bytes").Should().Be(59);
        Sum("fluency.ingest.event.lag").Should().Be(120);
        Sum("fluency.ingest.delivery.lag").Should().Be(30);
        Sum("fluency.ingest.queue.age").Should().Be(20);
        Of("fluency.ingest.object.duration").Should().HaveCount(2);
        Of("fluency.ingest.object.duration", ("error.type", "ObjectMissing")).Should().HaveCount(1);
        Of("messaging.process.duration").Should().HaveCount(2);
        Of("fluency.ingest.write.duration").Should().HaveCount(1);

        var source = pipe.GetStatus().Components[0];
        source.Lags.Should().Be(new ComponentLags { Event = TimeSpan.FromMinutes(2), Delivery = TimeSpan.FromSeconds(30), Queue = TimeSpan.FromSeconds(20) });
        pipe.GetStatus().Components[^1].Lags.Should().Be(new ComponentLags { Event = TimeSpan.FromMinutes(2), Delivery = TimeSpan.FromSeconds(30) });
    }

    [Fact]
    public async Task Gauges_OfAPipeThatRuns_AreMeasuredAndNoLongerAfterwards()
    {
        var release = new TaskCompletionSource();
        _sink.BeforeWrite = (_, _, token) => release.Task.WaitAsync(token);
        var queue = new FakeQueue();
        var held = Some.Object("held", 1);
        held.BeforeOpen = (_, token) => release.Task.WaitAsync(token);
        await using var pipe = Pipe.CreateBuilder(_pipe).From(queue, "queue").UseTime(_time).Route(route => route.To(_sink, "sink")).Build();
        queue.Add("0", Some.Object("o0", 3));
        var run = pipe.RunUntilEmptyAsync(Cancelled);
        await Until.TrueAsync(() => _sink.Writes == 1);
        queue.Add("1", Some.Object("o1", 4));
        queue.Add("2", held);
        await Until.TrueAsync(() => pipe.GetStatus().Components[^1].Counters.InFlight == 4 && held.Opened == 1);

        _listener.RecordObservableInstruments();
        Sum("fluency.ingest.deliveries.in_flight", ("fluency.ingest.source", "queue")).Should().Be(3);
        Sum("fluency.ingest.lane.depth", ("fluency.ingest.sink", "sink")).Should().Be(4);
        Sum("fluency.ingest.memory.in_flight").Should().BeGreaterThan(7 * 40).And.BeLessThan(1_000_000);
        Sum("fluency.ingest.memory.limit").Should().Be(new PipeOptions().MaxInFlightBytes);
        Sum("fluency.ingest.objects.open").Should().Be(1);
        Sum("fluency.ingest.objects.limit").Should().BeInRange(2, new PipeOptions().MaxOpenObjects);
        Sum("fluency.ingest.component.state", ("fluency.ingest.component", "source:queue"), ("fluency.ingest.component.kind", "source")).Should().Be((double)FlowState.Flowing);
        Sum("fluency.ingest.component.state", ("fluency.ingest.component", "sink:sink")).Should().Be((double)FlowState.Idle);

        release.SetResult();
        await run;
        _measured.Clear();
        _listener.RecordObservableInstruments();
        _measured.Should().NotContain(measured => measured.Name.StartsWith("fluency.ingest.component"));
    }

    [Fact]
    public async Task SinkFails_RetriesAndFailedWritesAreMeasured()
    {
        _sink.BeforeWrite = (_, write, _) => write <= 2 ? throw new SinkException("later", isTransient: true) : Task.CompletedTask;
        var queue = new FakeQueue();
        await using var pipe = Pipe.CreateBuilder(_pipe).From(queue, "queue").UseTime(_time).Route(route => route.To(_sink, "sink")).Build();
        queue.Add("0", Some.Object("o0", 3));
        var run = pipe.RunUntilEmptyAsync(Cancelled);
        await Until.TrueAsync(_time, TimeSpan.FromSeconds(1), () => run.IsCompleted);

        Sum("fluency.ingest.write.retries").Should().Be(2);
        Of("fluency.ingest.write.duration", ("error.type", "SinkTransient")).Should().HaveCount(2);
        Of("fluency.ingest.write.duration").Should().HaveCount(3);
    }

    static ProcessorResult Answer(Record record) => record.Index switch { 1 => ProcessorResult.Drop, 2 => ProcessorResult.Error("no"), _ => ProcessorResult.Pass };

    void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var all = tags.ToArray().ToDictionary(static tag => tag.Key, static tag => tag.Value);
        if (all.GetValueOrDefault("fluency.ingest.pipe") as string == _pipe)
        {
            _measured.Enqueue((instrument.Name, value, all));
        }
    }

    IEnumerable<double> Of(string name, params (string Key, string Value)[] tags) => _measured
        .Where(measured => measured.Name == name && tags.All(tag => measured.Tags.GetValueOrDefault(tag.Key) as string == tag.Value)).Select(static measured => measured.Value);

    double Sum(string name, params (string Key, string Value)[] tags) => Of(name, tags).Sum();
}
