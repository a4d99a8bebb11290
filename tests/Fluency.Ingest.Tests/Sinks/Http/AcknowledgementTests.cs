using Fluency.Ingest.Sinks.Http;
using Fluency.Ingest.Testing;
using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fluency.Ingest.Tests.Sinks.Http;

public sealed class AcknowledgementTests
{
    readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 0, 5, 0, TimeSpan.Zero));

    [Fact]
    public async Task Write_TokenWithAcknowledgement_ReturnsOnlyOnceIndexed()
    {
        await using var collector = await StartAsync();
        collector.IndexingDelay = TimeSpan.FromMinutes(2);
        using var sink = Sink(collector);

        var writing = sink.WriteAsync(Batches.Of("1"), SomeCollector.Cancelled).AsTask();
        await PassAsync(collector, () => collector.Requests.Count(request => request.Path == CollectorPath.Acknowledgements && request.IsComplete) >= 10);
        writing.IsCompleted.Should().BeFalse("it is not indexed");
        collector.PendingEvents.Should().Be(1);

        await PassAsync(collector, () => writing.IsCompleted);
        await writing;
        collector.Events.Should().ContainSingle();
        collector.Requests.Select(request => request.Headers["X-Splunk-Request-Channel"]).Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task Write_AcknowledgementLost_FailsTransientlyAndSendsAgainOnAnotherChannel()
    {
        await using var collector = await StartAsync();
        collector.Faults.Add(new CollectorFault { Times = 1, Effect = CollectorEffect.LoseAcknowledgement });
        using var sink = Sink(collector);

        var failing = sink.FailAsync(Batches.Of("1"));
        await PassAsync(collector, () => failing.IsCompleted);
        var writing = sink.WriteAsync(Batches.Of("1"), SomeCollector.Cancelled).AsTask();
        await PassAsync(collector, () => writing.IsCompleted);

        var failed = await failing;
        failed.IsTransient.Should().BeTrue();
        failed.Message.Should().Contain("did not say within 00:05:00 (AcknowledgeTimeout)");
        collector.Events.Select(read => read.Channel).Distinct().Should().HaveCount(2);
    }

    [Fact]
    public async Task Write_ReceiverRestartedBeforeItIndexed_IsNotTakenForDurable()
    {
        await using var collector = await StartAsync();
        collector.IndexingDelay = TimeSpan.FromHours(1);
        using var sink = Sink(collector);
        var failing = sink.FailAsync(Batches.Of("1"));
        await collector.WaitUntilAsync(_ => collector.PendingEvents == 1, SomeCollector.Cancelled);

        await collector.RestartAsync(SomeCollector.Cancelled);
        collector.IndexingDelay = TimeSpan.Zero;
        await PassAsync(collector, () => failing.IsCompleted);

        (await failing).IsTransient.Should().BeTrue();
        collector.Events.Should().BeEmpty();
    }

    [Fact]
    public async Task Write_NumbersStartAnewAfterARestart_AreNotMistaken()
    {
        await using var collector = await StartAsync();
        using var sink = Sink(collector, options => options.MaxConcurrentRequests = 2);
        collector.IndexingDelay = TimeSpan.FromHours(1);
        var lost = sink.FailAsync(Batches.Of("1"));
        await collector.WaitUntilAsync(_ => collector.PendingEvents == 1, SomeCollector.Cancelled);
        await collector.RestartAsync(SomeCollector.Cancelled);
        collector.IndexingDelay = TimeSpan.Zero;

        // The number of the second is that of the first, and it is indexed.
        var kept = sink.WriteAsync(Batches.Of("2"), SomeCollector.Cancelled).AsTask();
        await PassAsync(collector, () => lost.IsCompleted && kept.IsCompleted);

        await kept;
        (await lost).IsTransient.Should().BeTrue();
        collector.Events.Select(read => read.Event).Should().Equal("2");
    }

    [Fact]
    public async Task Write_QuestionsFailForAWhile_AreAskedAgain()
    {
        await using var collector = await StartAsync();
        collector.Faults.Add(new CollectorFault { Path = CollectorPath.Acknowledgements, Skip = 1, Times = 2, Effect = CollectorEffect.CloseConnection });
        collector.Faults.Add(new CollectorFault { Path = CollectorPath.Acknowledgements, Skip = 1, Times = 2, Effect = CollectorEffect.Answer(503, 9, "Server is busy") });
        using var sink = Sink(collector);

        var writing = sink.WriteAsync(Batches.Of("1"), SomeCollector.Cancelled).AsTask();
        await PassAsync(collector, () => writing.IsCompleted);

        await writing;
        collector.Events.Should().ContainSingle();
    }

    [Fact]
    public async Task Write_TokenWithoutAcknowledgement_SendsNothingAndSaysWhatToDo()
    {
        await using var collector = await SomeCollector.StartAsync();
        using var sink = Sink(collector);

        var failed = await sink.FailAsync(Batches.Of("1"));

        failed.IsTransient.Should().BeTrue();
        failed.Message.Should().Contain("ACK is disabled").And.Contain("set Acknowledge to false");
        collector.Events.Should().BeEmpty();
    }

    [Fact]
    public async Task Write_AcknowledgementTurnedOnLater_GoesOn()
    {
        await using var collector = await SomeCollector.StartAsync(options => options.TimeProvider = _time);
        using var sink = Sink(collector);
        await sink.FailAsync(Batches.Of("1"));
        collector.AddToken(collector.Token, acknowledge: true);

        var writing = sink.WriteAsync(Batches.Of("1"), SomeCollector.Cancelled).AsTask();
        await PassAsync(collector, () => writing.IsCompleted);

        await writing;
        collector.Events.Should().ContainSingle();
    }

    [Fact]
    public async Task Write_ReceiverThatKnowsNoAcknowledgements_SendsNothing()
    {
        await using var collector = await SomeCollector.StartAsync();
        collector.Faults.Add(new CollectorFault { Path = CollectorPath.Acknowledgements, Effect = CollectorEffect.BareAnswer(200) });
        using var sink = Sink(collector);

        (await sink.FailAsync(Batches.Of("1"))).Message.Should().Contain("gives no acknowledgements");
        collector.Events.Should().BeEmpty();
    }

    [Fact]
    public async Task Write_EventsTakenWithoutANumber_AreSentAgainEverMoreRarely()
    {
        await using var collector = await StartAsync();
        collector.Faults.Add(new CollectorFault { Effect = CollectorEffect.BareAnswer(200, """{"text":"Success","code":0}""") });
        using var sink = Sink(collector);
        List<double> minutes = [];
        for (var times = 0; times < 8; times++)
        {
            var failed = await sink.FailAsync(Batches.Of("1"));
            (await sink.FailAsync(Batches.Of("1"))).Message.Should().Contain("gives no acknowledgements");
            minutes.Add(failed.RetryAfter!.Value.TotalMinutes);
            _time.Advance(failed.RetryAfter.Value);
        }

        minutes.Should().Equal(1, 2, 4, 8, 16, 32, 60, 60);
        collector.Requests.Count(static request => request.Path == CollectorPath.Events).Should().Be(8);
    }

    [Fact]
    public async Task Write_EventsTakenWithoutANumberForAWhile_GoesOn()
    {
        await using var collector = await StartAsync();
        collector.Faults.Add(new CollectorFault { Times = 1, Effect = CollectorEffect.BareAnswer(200, """{"text":"Success","code":0}""") });
        using var sink = Sink(collector);
        _time.Advance((await sink.FailAsync(Batches.Of("1"))).RetryAfter!.Value);

        var writing = sink.WriteAsync(Batches.Of("1"), SomeCollector.Cancelled).AsTask();
        await PassAsync(collector, () => writing.IsCompleted);

        await writing;
        collector.Events.Should().ContainSingle();
    }

    [Fact]
    public async Task Write_AcknowledgementNotConfigured_SaysSo()
    {
        await using var collector = await SomeCollector.StartAsync(options => options.Acknowledge = true);
        using var sink = collector.Sink();

        (await sink.FailAsync(Batches.Of("1"))).Message.Should().Contain("Data channel is missing").And.Contain("Set Acknowledge to true");
    }

    [Fact]
    public async Task Write_CancelledWhileWaiting_IsCancelled()
    {
        await using var collector = await StartAsync();
        collector.IndexingDelay = TimeSpan.FromHours(1);
        using var sink = Sink(collector);
        using var cancel = new CancellationTokenSource();
        var writing = sink.WriteAsync(Batches.Of("1"), cancel.Token).AsTask();
        await collector.WaitUntilAsync(_ => collector.PendingEvents == 1, SomeCollector.Cancelled);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
    }

    Task<LocalCollector> StartAsync() => SomeCollector.StartAsync(options => (options.Acknowledge, options.TimeProvider) = (true, _time));

    HttpEventCollectorSink Sink(LocalCollector collector, Action<HttpEventCollectorOptions>? configure = null) => collector.Sink(
        options =>
        {
            options.Acknowledge = true;
            configure?.Invoke(options);
        },
        _time);

    /// <summary>Lets time pass, but not while a request is under way, since those take real time.</summary>
    async Task PassAsync(LocalCollector collector, Func<bool> condition)
    {
        while (!condition())
        {
            if (collector.Requests.All(static request => request.IsComplete))
            {
                _time.Advance(TimeSpan.FromMilliseconds(500));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, SomeCollector.Cancelled);
        }
    }
}
