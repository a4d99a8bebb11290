using Fluency.Ingest.Deliveries;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fluency.Ingest.Tests;

/// <summary>Lost leases, odd sinks and failures that come together: what once lost records, counted wrong or never ended.</summary>
public sealed class PipeUnderStressTests
{
    readonly FakeQueue _queue = new() { MaxAttempts = 1 };
    readonly CollectingSink _sink = new();
    readonly CollectingSink _quarantine = new();

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sink_NamesRecordsThatAreNotThere_NothingIsTakenAsDurable()
    {
        _sink.BeforeWrite = (_, write, _) => write == 1 ? throw new SinkException("partly", isTransient: true, [7]) : Task.CompletedTask;
        _queue.Add("1", Some.Object("a", 5));

        await RunAsync();

        _sink.Records.Should().HaveCount(5);
        _queue.SettlementsOf("1").Should().Equal(Disposition.Complete);
    }

    [Fact]
    public async Task Sink_RefusesAnObject_IsNotCountedAsDelivered()
    {
        _sink.BeforeWrite = (_, _, _) => throw new SinkException("no", isTransient: false);
        _queue.Add("1", Some.Object("a", 5));

        var done = await RunAsync();

        done.Records.Delivered.Should().Be(0);
        done.Objects.Should().BeEquivalentTo(new { Read = 0, Failed = 1, Quarantined = 1 });
    }

    [Fact]
    public async Task Record_QuarantinedInAFailedTry_IsCountedAsQuarantinedInTheNext()
    {
        var queue = new FakeQueue();
        _sink.BeforeWrite = (_, write, _) => write == 1 ? throw new SinkException("no", isTransient: false, [0]) : Task.CompletedTask;
        var flaky = Some.Object("b", 1);
        flaky.BeforeOpen = (open, _) => open == 1 ? throw new IngestException(FailureCause.Network, "cut") : Task.CompletedTask;
        queue.Add("1", Some.Object("a", 3), flaky);

        var done = await RunAsync(queue);

        _quarantine.Records.Should().ContainSingle();
        done.Records.Should().BeEquivalentTo(new { Read = 4, Delivered = 3, Quarantined = 1 });
    }

    [Fact]
    public async Task LeaseLostDuringAnOutage_NothingIsTriedForEver()
    {
        _sink.BeforeWrite = (_, _, _) => throw new SinkException("down", isTransient: true);
        var delivery = _queue.Add("1", Some.Object("a", 3));

        var run = RunAsync();
        await UntilAsync(() => _sink.Writes > 2);
        delivery.LoseLease();
        await run;

        _sink.Records.Should().BeEmpty("nobody waits for them any more");
    }

    [Fact]
    public async Task Drained_ASinkIsDownAndNobodyWaits_TheDeadlineHoldsAllTheSame()
    {
        var time = new FakeTimeProvider();
        using var drain = new CancellationTokenSource();
        _sink.BeforeWrite = (_, _, token) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        var delivery = _queue.Add("1", Some.Object("a", 3));
        await using var pipe = Builder(_queue).UseTime(time).Configure(options => options.DrainTimeout = TimeSpan.FromSeconds(10)).Build();

        var run = pipe.RunAsync(drain.Token);
        await UntilAsync(() => _sink.Writes == 1);
        delivery.LoseLease();
        await UntilAsync(() => _queue.Settlements.Count == 1);
        await drain.CancelAsync();

        // More than once: with nothing in hand the run may end, and so arm the deadline, on another thread than the one that drains.
        await UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(10));
            return run.IsCompleted;
        });

        await run;
    }

    [Fact]
    public async Task Batch_AfterAnAbandonedSegment_KeepsItsLimits()
    {
        var first = new TaskCompletionSource();
        var largest = 0;
        _sink.BeforeWrite = (batch, write, token) =>
        {
            largest = Math.Max(largest, batch.Count);
            return write == 1 ? first.Task.WaitAsync(token) : Task.CompletedTask;
        };
        _queue.Add("0", Some.Object("zero", 1));
        var run = RunAsync(configure: options => options.BatchRecords = 10);
        await UntilAsync(() => _sink.Writes == 1);
        var abandoned = _queue.Add("1", Some.Object("a", 1));
        _queue.Add("2", Some.Object("b", 2_500));
        await UntilAsync(() => _queue.HandedOut == 3);

        abandoned.LoseLease();
        await UntilAsync(() => _queue.SettlementsOf("1").Count == 1);
        first.SetResult();
        await run;

        largest.Should().BeLessThanOrEqualTo(10);
    }

    [Fact]
    public async Task ObjectsOfTinyRecords_StreamAndArriveWhole()
    {
        // Each record weighs 3 bytes, and what is kept of it some fifty times as much.
        var text = "[" + string.Join(',', Enumerable.Repeat("{}", 300_000)) + "]";
        for (var i = 0; i < 3; i++)
        {
            _queue.Add($"{i}", new FakeObject($"o{i}", text));
        }

        var done = await RunAsync(configure: options =>
        {
            options.Records.MaxRecordBytes = 64 * 1024;
            options.BufferLimit = 1024 * 1024;
            options.MaxInFlightBytes = 4 * 1024 * 1024;
        });

        done.Records.Delivered.Should().Be(900_000);
    }

    [Fact]
    public async Task Delivery_OfManyFailingObjects_KeepsItsPayloadOnce()
    {
        var delivery = _queue.Add("1", [.. Enumerable.Range(0, 50).Select(i => new FakeObject($"o{i}", "nonsense"))]);
        delivery.Payload = "the one body"u8.ToArray();

        await RunAsync();

        _quarantine.Records.Should().HaveCount(50);
        _quarantine.Records.Count(entry => entry.Contains("the one body")).Should().Be(1);
    }

    [Fact]
    public async Task OverallBudget_HeldByOvertakenDeliveries_DoesNotDeadlock()
    {
        var time = new FakeTimeProvider();
        var ready = new TaskCompletionSource();
        var opened = 0;
        for (var i = 0; i < 8; i++)
        {
            var full = Some.Object($"o{i}", 3_000);
            full.BeforeOpen = (_, token) =>
            {
                Interlocked.Increment(ref opened);
                return ready.Task.WaitAsync(token);
            };
            _queue.Add($"{i}", full);
        }

        await using var pipe = Builder(_queue).UseTime(time).Configure(options =>
        {
            options.Records.MaxRecordBytes = 64 * 1024;
            options.BufferLimit = 64 * 1024;
            options.MaxInFlightBytes = 256 * 1024;
            options.BatchInterval = TimeSpan.Zero;
        }).Build();
        var run = pipe.RunUntilEmptyAsync(Cancelled);
        await UntilAsync(() => Volatile.Read(ref opened) == 8);
        while (pipe.Statistics.Messages.Overtaken < 8)
        {
            time.Advance(TimeSpan.FromSeconds(30));
            await Task.Yield();
        }

        ready.SetResult();
        var done = await run;

        done.Messages.Complete.Should().Be(8);
    }

    [Fact]
    public async Task LeaseLost_OfADeliveryThatCannotReturn_IsNotTriedForEver()
    {
        var stuck = Some.Object("a");
        stuck.BeforeOpen = (_, token) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        var delivery = _queue.Add("1", stuck);
        delivery.CanReturn = false;

        var run = RunAsync();
        await UntilAsync(() => stuck.Opened == 1);
        delivery.LoseLease();
        await run;

        _queue.SettlementsOf("1").Should().Equal(Disposition.Return(TimeSpan.Zero));
    }

    [Fact]
    public async Task Aborted_WithoutBeingDrained_TakesNoMoreAndEnds()
    {
        var queue = new FakeQueue { MaxAttempts = int.MaxValue };
        _sink.BeforeWrite = (_, _, token) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        queue.Add("1", Some.Object("a"));
        await using var pipe = Builder(queue).Build();

        var run = pipe.RunAsync(Cancelled);
        await UntilAsync(() => _sink.Writes == 1);
        pipe.Abort();
        await run;

        queue.SettlementsOf("1").Should().HaveCountLessThanOrEqualTo(2).And.OnlyContain(settled => settled == Disposition.Return(TimeSpan.Zero));
    }

    [Fact]
    public async Task Aborted_ASinkAnswersWithAnErrorOfItsOwn_TheRunEndsAllTheSame()
    {
        _sink.BeforeWrite = async (_, _, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token).ContinueWith(static _ => { }, TaskScheduler.Default);
            throw new IOException("The connection was closed.");
        };
        _queue.Add("1", Some.Object("a"));
        await using var pipe = Builder(_queue).Build();

        var run = pipe.RunAsync(Cancelled);
        await UntilAsync(() => _sink.Writes == 1);
        pipe.Abort();
        var done = await run;

        done.Messages.Should().BeEquivalentTo(new { Received = 1, Returned = 1 });
    }

    [Fact]
    public async Task RecordThatTwoRoutesBringToOneSink_OneCopyDurableWhenTheLeaseIsLost_TheOtherComesToo()
    {
        var queue = new FakeQueue();
        FakeDelivery? delivery = null;
        _sink.BeforeWrite = (_, write, _) =>
        {
            if (write == 2)
            {
                delivery!.LoseLease();
                throw new SinkException("down", isTransient: true);
            }

            return Task.CompletedTask;
        };
        delivery = queue.Add("1", Some.Object("a", 1));
        await using var pipe = Pipe.CreateBuilder("test").From(queue).MatchAll()
            .Route(route => route.Process(new Mark("first")).To(_sink, "sink"))
            .Route(route => route.Process(new Mark("second")).To(_sink, "sink"))
            .Configure(options => (options.BatchRecords, options.SinkRetryDelay, options.ReturnDelay) = (1, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1)))
            .Build();

        await pipe.RunUntilEmptyAsync(Cancelled);

        queue.SettlementsOf("1").Should().EndWith(Disposition.Complete);
        _sink.Records.Should().Contain(record => record.Contains("first")).And.Contain(record => record.Contains("second"));
    }

    static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            Cancelled.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    PipeBuilder Builder(ISource source) => Pipe.CreateBuilder("test").From(source).Route(route => route.To(_sink, "sink")).Quarantine(_quarantine)
        .Configure(options => options.SinkRetryDelay = TimeSpan.FromMilliseconds(1));

    async Task<Fluency.Ingest.Diagnostics.PipeStatistics> RunAsync(FakeQueue? queue = null, Action<PipeOptions>? configure = null)
    {
        await using var pipe = Builder(queue ?? _queue).Configure(configure ?? (_ => { })).Build();
        return await pipe.RunUntilEmptyAsync(Cancelled);
    }

    sealed class Mark(string text) : IProcessor
    {
        public ProcessorResult Process(Record record)
        {
            record.Set("mark"u8, text);
            return ProcessorResult.Pass;
        }
    }
}
