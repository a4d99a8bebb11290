using Fluency.Ingest.Diagnostics;
using Fluency.Ingest.Sinks.Http;
using Fluency.Ingest.Testing;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Collector;

/// <summary>What receivers do on a bad day, before the real source and its queue: nothing is lost, and a receiver that does not work stops the receives.</summary>
public sealed class CollectorFaultTests
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Receiver_DownForTwentyMinutes_StopsTheReceivesAndGetsEverythingOnceWhenItIsBack()
    {
        await using var trail = await CollectedTrail.StartAsync();
        trail.Put(40);
        await trail.Collector.GoDownAsync(Cancelled);
        var pipe = trail.Build(trail.Sink());

        await trail.RunAsync(pipe, async () =>
        {
            await AssertReceivesStopAsync(trail, pipe, TimeSpan.FromMinutes(20));
            trail.Collected.Should().BeEmpty();
            await trail.Collector.ComeBackAsync(Cancelled);
        });

        trail.Collected.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Receiver_Slow_HoldsBackTheQueueAndFailsNothing()
    {
        await using var trail = await CollectedTrail.StartAsync();
        trail.Put(100);
        var held = trail.Collector.Faults.Add(new CollectorFault { Times = 1, Effect = CollectorEffect.Hold });
        trail.Collector.Faults.Add(new CollectorFault { Effect = CollectorEffect.Delay(TimeSpan.FromSeconds(20)) });
        var pipe = trail.Build(trail.Sink(), static options => (options.BatchRecords, options.BatchBytes) = (30, 800));

        await trail.RunAsync(pipe, async () =>
        {
            await trail.UntilAsync(() => held.Hits == 1);
            await trail.UntilReceivesStopAsync();
            var receives = trail.Receives;
            trail.Put(20);
            await trail.PassAsync(TimeSpan.FromMinutes(5));
            trail.Receives.Should().Be(receives, "the lane before the sink is full");
            trail.Queue.Visible.Should().BeGreaterThanOrEqualTo(20);
            held.Release();
        });

        pipe.Statistics.Sinks["collector"].Retries.Should().Be(0);
        trail.Collected.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Receiver_RefusesOneEventOfAThousand_ItIsInTheQuarantineWithItsReasonAndTheOthersArrive()
    {
        await using var trail = await CollectedTrail.StartAsync();
        trail.Put(50, records: 20);
        var bad = CollectedTrail.Record(17, 4);
        trail.Collector.RefuseEvent = read => read.Event == bad;
        var pipe = trail.Build(trail.Sink());

        await trail.RunAsync(pipe, static () => Task.CompletedTask);

        var entry = trail.Quarantined.Should().ContainSingle().Which;
        entry.GetProperty("@record").GetRawText().Should().Be(bad);
        entry.GetProperty("@cause").GetString().Should().Be("SinkPermanent");
        entry.GetProperty("@reason").GetString().Should().Contain("refuses the event: Invalid data format (code 6)");
        trail.Collected.Should().NotContain(bad);
        pipe.Statistics.Records.Quarantined.Should().Be(1);
    }

    [Fact]
    public async Task Receiver_LosesAcknowledgements_EventsAreSentAgain()
    {
        await using var trail = await CollectedTrail.StartAsync(acknowledge: true);
        trail.Put(20);
        trail.Collector.Faults.Add(new CollectorFault { Times = 2, Effect = CollectorEffect.LoseAcknowledgement });
        var pipe = trail.Build(trail.Sink(static options => (options.Acknowledge, options.AcknowledgeTimeout) = (true, TimeSpan.FromMinutes(1))));

        await trail.RunAsync(pipe, () => AssertReceivesStopAsync(trail, pipe, TimeSpan.FromSeconds(10), retries: 1));

        trail.Collected.Should().HaveCountGreaterThan(trail.Records.Count(), "what was not acknowledged came twice");
    }

    [Fact]
    public async Task Receiver_RestartedBeforeItIndexed_EventsAreSentAgain()
    {
        await using var trail = await CollectedTrail.StartAsync(acknowledge: true);
        trail.Put(60);
        trail.Collector.IndexingDelay = TimeSpan.FromHours(10);
        var pipe = trail.Build(trail.Sink(static options => (options.Acknowledge, options.AcknowledgeTimeout) = (true, TimeSpan.FromMinutes(1))), static options => options.BatchRecords = 50);

        await trail.RunAsync(pipe, async () =>
        {
            await trail.UntilAsync(() => trail.Collector.PendingEvents > 0);
            trail.Collected.Should().BeEmpty();
            await trail.Collector.RestartAsync(Cancelled);
            trail.Collector.PendingEvents.Should().Be(0, "they are lost");
            trail.Collector.IndexingDelay = TimeSpan.FromSeconds(3);
        });

        trail.Collected.Should().OnlyHaveUniqueItems("what was lost was never indexed");
    }

    [Fact]
    public async Task Receiver_CutsConnectionsAndLosesAnswers_NothingIsLost()
    {
        await using var trail = await CollectedTrail.StartAsync();
        trail.Put(60);
        trail.Collector.Faults.Add(new CollectorFault { Times = 2, Effect = CollectorEffect.CloseConnection });
        trail.Collector.Faults.Add(new CollectorFault { Times = 2, Effect = CollectorEffect.CloseAfterReading });
        trail.Collector.Faults.Add(new CollectorFault { Times = 2, Effect = CollectorEffect.LoseAnswer });

        await trail.RunAsync(trail.Build(trail.Sink()), static () => Task.CompletedTask);

        trail.Collected.Should().HaveCountGreaterThan(trail.Records.Count(), "what was taken without an answer came twice");
    }

    [Fact]
    public async Task Receiver_Busy_IsNotAskedBeforeItsTime()
    {
        await using var trail = await CollectedTrail.StartAsync();
        trail.Put(10);
        trail.Collector.Faults.Add(new CollectorFault { Times = 3, Effect = CollectorEffect.Answer(503, 9, "Server is busy", "90") });
        var pipe = trail.Build(trail.Sink());

        await trail.RunAsync(pipe, () => AssertReceivesStopAsync(trail, pipe, TimeSpan.FromMinutes(1), retries: 1));

        trail.EventRequests.Take(4).Zip(trail.EventRequests.Skip(1)).Take(3).Should().OnlyContain(pair => pair.Second.Time - pair.First.Time >= TimeSpan.FromSeconds(90));
    }

    [Fact]
    public async Task Token_ChangedAtTheReceiver_WaitsForTheNewOneInTheFile()
    {
        await using var trail = await CollectedTrail.StartAsync();
        using var file = new TokenFile(trail.Collector.Token);
        trail.Put(20);
        var pipe = trail.Build(trail.Sink(options => (options.Token, options.TokenFile) = (null, file.Path)));

        await trail.RunAsync(pipe, async () =>
        {
            await trail.UntilAsync(() => trail.Queue.Count == 0);
            trail.Collector.AddToken("the-new-one");
            trail.Collector.RemoveToken(trail.Collector.Token);
            trail.Put(20);
            await AssertReceivesStopAsync(trail, pipe, TimeSpan.FromMinutes(5));
            file.Write("the-new-one\n");
        });

        trail.Collected.Should().OnlyHaveUniqueItems();
        trail.Quarantined.Should().BeEmpty();
    }

    [Fact]
    public async Task Webhook_DownAndThenRefusingARecord_TheOthersArriveAndItIsInTheQuarantine()
    {
        await using var trail = await CollectedTrail.StartAsync();
        trail.Put(50, records: 20);
        var bad = CollectedTrail.Record(30, 19);
        trail.Collector.RefuseRecord = record => record == bad;
        await trail.Collector.GoDownAsync(Cancelled);
        var pipe = trail.Build(Webhook(trail));

        await trail.RunAsync(pipe, async () =>
        {
            await AssertReceivesStopAsync(trail, pipe, TimeSpan.FromMinutes(5));
            await trail.Collector.ComeBackAsync(Cancelled);
        });

        var entry = trail.Quarantined.Should().ContainSingle().Which;
        entry.GetProperty("@record").GetRawText().Should().Be(bad);
        entry.GetProperty("@reason").GetString().Should().Contain("422");
        trail.Collected.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Webhook_FirstRecordEverIsRefused_IsSaidAndWaitsAWhileAndThenLetsTheOthersGo()
    {
        await using var trail = await CollectedTrail.StartAsync();
        trail.Put(1, records: 1);
        var bad = CollectedTrail.Record(0, 0);
        trail.Collector.RefuseRecord = record => record == bad;
        var pipe = trail.Build(Webhook(trail));

        await trail.RunAsync(pipe, async () =>
        {
            await AssertReceivesStopAsync(trail, pipe, TimeSpan.FromMinutes(5));
            trail.Quarantined.Should().BeEmpty();
            AssertIsBlocked(pipe, "a record is not acceptable*Nothing else was taken meanwhile*go to the quarantine");
            trail.Put(20);
        });

        trail.Quarantined.Should().ContainSingle().Which.GetProperty("@reason").GetString().Should().Contain("422");
        trail.Collected.Should().HaveCount(60);
    }

    [Fact]
    public async Task Webhook_FirstRecordsOfABatchAreRefused_AreGivenUpOnceAnotherOfItWasTaken()
    {
        await using var trail = await CollectedTrail.StartAsync();
        trail.Put(1, records: 20);
        var bad = Enumerable.Range(0, 6).Select(static record => CollectedTrail.Record(0, record)).ToHashSet();
        trail.Collector.RefuseRecord = bad.Contains;
        var pipe = trail.Build(Webhook(trail));

        await trail.RunAsync(pipe, static () => Task.CompletedTask);

        trail.Quarantined.Select(static entry => entry.GetProperty("@record").GetRawText()).Should().BeEquivalentTo(bad);
        trail.Collected.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Webhook_RefusesEverythingForHours_IsNotFedWithTheQueue()
    {
        await using var trail = await CollectedTrail.StartAsync();
        trail.Put(10, records: 20);
        trail.Collector.RefuseRecord = static _ => true;
        var pipe = trail.Build(Webhook(trail));

        await trail.RunAsync(pipe, async () =>
        {
            await AssertReceivesStopAsync(trail, pipe, TimeSpan.FromHours(2));
            AssertIsBlocked(pipe, "a record is not acceptable*Every 15 minutes all of them are tried");

            // Before it takes records again: of a batch that is just being tried one by one, those before are refused while the next are taken.
            trail.Quarantined.Should().BeEmpty();
            trail.Collector.RefuseRecord = null;
        });

        trail.Collected.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Sink_ReceiverIsGoneAndThePipeIsAborted_EverythingIsReturned()
    {
        await using var trail = await CollectedTrail.StartAsync();
        trail.Put(10);
        var held = trail.Collector.Faults.Add(new CollectorFault { Times = 1, Effect = CollectorEffect.Hold });
        await using (var first = trail.Build(trail.Sink(), static options => options.DrainTimeout = TimeSpan.FromSeconds(10)))
        {
            using var drain = new CancellationTokenSource();
            var running = first.RunAsync(drain.Token);
            await trail.UntilAsync(() => held.Hits == 1);
            await drain.CancelAsync();
            await trail.UntilAsync(() => running.IsCompleted);
            await running;
        }

        trail.Queue.Count.Should().Be(10, "what became of the request is unknown");
        await trail.RunAsync(trail.Build(trail.Sink()), static () => Task.CompletedTask);
    }

    static WebhookSink Webhook(CollectedTrail trail) =>
        new(new WebhookOptions { Endpoint = trail.Collector.WebhookUrl, Timeout = TimeSpan.FromHours(1), Format = WebhookFormat.JsonLines }, time: trail.Time);

    static void AssertIsBlocked(Pipe pipe, string reason)
    {
        var sink = pipe.GetStatus().Components.Single(static component => component.Id == "sink:collector");
        sink.State.Should().Be(FlowState.Blocked);
        sink.Reason.Should().Match($"*{reason}*");
    }

    /// <summary>Waits until the sink has failed some times, and for some time more: nothing is received in it.</summary>
    static async Task AssertReceivesStopAsync(CollectedTrail trail, Pipe pipe, TimeSpan time, int retries = 4)
    {
        var before = pipe.Statistics.Sinks["collector"].Retries;
        await trail.UntilAsync(() => pipe.Statistics.Sinks["collector"].Retries >= before + retries);
        var receives = trail.Receives;
        await trail.PassAsync(time);
        trail.Receives.Should().Be(receives, "nothing is received while the sink is down");
    }
}
