using Fluency.Ingest.Testing;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Notifications;

public sealed class LeaseTests
{
    static CancellationToken Token => SourceFixture.Token;

    const int LeasesExtended = 1013;

    static bool IsExtension(LocalRequest request) => request.Action == "ChangeMessageVisibilityBatch";

    [Fact]
    public async Task Lease_WorkOutlastsTheVisibilityTimeout_IsExtended()
    {
        await using var fixture = await SourceFixture.StartWithFakeTimeAsync();
        fixture.Bucket.Put("a", "{}"u8.ToArray());
        await using var deliveries = fixture.Read();
        await deliveries.MoveNextAsync();

        for (var extensions = 1; extensions <= 6; extensions++)
        {
            fixture.FakeTime.Advance(TimeSpan.FromSeconds(170));
            await fixture.Logger.WaitForAsync(LeasesExtended, extensions, Token);
        }

        fixture.Queue.InFlight.Should().Be(1);
        deliveries.Current.LeaseLost.IsCancellationRequested.Should().BeFalse();
        await deliveries.Current.SettleAsync(Disposition.Complete, Token);
        fixture.Queue.Count.Should().Be(0);
    }

    [Fact]
    public async Task Lease_MessageOnlyWaitsForItsTurn_IsExtendedToo()
    {
        await using var fixture = await SourceFixture.StartWithFakeTimeAsync();
        Enumerable.Range(0, 10).ToList().ForEach(i => fixture.Bucket.Put($"{i}", "{}"u8.ToArray()));
        await using var deliveries = fixture.Read();
        await deliveries.MoveNextAsync();

        fixture.FakeTime.Advance(TimeSpan.FromSeconds(170));
        await fixture.Logger.WaitForAsync(LeasesExtended, 1, Token);
        fixture.FakeTime.Advance(TimeSpan.FromSeconds(140));

        fixture.Queue.InFlight.Should().Be(10);
        fixture.Aws.Requests.Count(IsExtension).Should().BeLessThanOrEqualTo(2);
    }

    [Fact]
    public async Task Lease_ExtensionFailsUntilItRunsOut_CancelsTheWork()
    {
        await using var fixture = await SourceFixture.StartWithFakeTimeAsync();
        fixture.Bucket.Put("a", "{}"u8.ToArray());
        await using var deliveries = fixture.Read();
        await deliveries.MoveNextAsync();
        fixture.Aws.Faults.Add(new Fault { Action = "ChangeMessageVisibilityBatch", Effect = FaultEffect.FailEntries() });
        var lost = new TaskCompletionSource();
        deliveries.Current.LeaseLost.Register(lost.SetResult);

        fixture.FakeTime.Advance(TimeSpan.FromSeconds(170));
        await fixture.Logger.WaitForAsync(LeasesExtended, 1, Token);
        lost.Task.IsCompleted.Should().BeFalse();
        fixture.FakeTime.Advance(TimeSpan.FromSeconds(130));
        await lost.Task.WaitAsync(Token);

        await deliveries.Current.SettleAsync(Disposition.Complete, Token);
        fixture.Queue.Count.Should().Be(0, "a delete is tried also after the lease was lost, and a standard queue takes it");
    }

    [Fact]
    public async Task Lease_ExtensionFailsOnce_IsTriedAgainInTime()
    {
        await using var fixture = await SourceFixture.StartWithFakeTimeAsync();
        fixture.Bucket.Put("a", "{}"u8.ToArray());
        await using var deliveries = fixture.Read();
        await deliveries.MoveNextAsync();
        fixture.Aws.Faults.Add(new Fault { Action = "ChangeMessageVisibilityBatch", Times = 1, Effect = FaultEffect.FailEntries() });

        fixture.FakeTime.Advance(TimeSpan.FromSeconds(170));
        await fixture.Logger.WaitForAsync(LeasesExtended, 1, Token);
        fixture.FakeTime.Advance(TimeSpan.FromSeconds(60));
        await fixture.Logger.WaitForAsync(LeasesExtended, 2, Token);
        fixture.FakeTime.Advance(TimeSpan.FromSeconds(100));

        fixture.Queue.InFlight.Should().Be(1);
        deliveries.Current.LeaseLost.IsCancellationRequested.Should().BeFalse();
    }

    [Fact]
    public async Task Lease_MessageTakenByOthers_IsLostAtTheNextExtension()
    {
        await using var fixture = await SourceFixture.StartWithFakeTimeAsync();
        fixture.Bucket.Put("a", "{}"u8.ToArray());
        await using var deliveries = fixture.Read();
        await deliveries.MoveNextAsync();
        fixture.Aws.Faults.Add(new Fault { Action = "ChangeMessageVisibilityBatch", Effect = FaultEffect.FailEntries("ReceiptHandleIsInvalid", senderFault: true) });
        var lost = new TaskCompletionSource();
        deliveries.Current.LeaseLost.Register(lost.SetResult);

        fixture.FakeTime.Advance(TimeSpan.FromSeconds(170));

        await lost.Task.WaitAsync(Token);
        await deliveries.Current.SettleAsync(Disposition.Return(TimeSpan.Zero), Token);
        await deliveries.DisposeAsync();
        fixture.Aws.Requests.Count(static request => request.Action == "ChangeMessageVisibilityBatch").Should().Be(1, "who has it now must not lose it by an old handle");
    }

    [Fact]
    public async Task Lease_ExtensionDenied_SaysSoOnceAndLetsTheWorkGoOn()
    {
        await using var fixture = await SourceFixture.StartWithFakeTimeAsync();
        fixture.Aws.Iam.Deny("sqs:ChangeMessageVisibility");
        fixture.Bucket.Put("a", "{}"u8.ToArray());
        await using var deliveries = fixture.Read();
        await deliveries.MoveNextAsync();

        fixture.FakeTime.Advance(TimeSpan.FromSeconds(170));
        await fixture.Logger.WaitForAsync(LeasesExtended, 1, Token);
        fixture.FakeTime.Advance(TimeSpan.FromMinutes(20));

        deliveries.Current.LeaseLost.IsCancellationRequested.Should().BeFalse();
        await deliveries.Current.SettleAsync(Disposition.Complete, Token);
        fixture.Queue.Count.Should().Be(0);
        fixture.Logger.Entries.Should().ContainSingle(static e => e.Id == 1012).Which.Text.Should().Contain("sqs:ChangeMessageVisibility");
    }

    [Fact]
    public async Task Lease_TwelveHoursReached_IsLost()
    {
        await using var fixture = await SourceFixture.StartWithFakeTimeAsync();
        fixture.Bucket.Put("a", "{}"u8.ToArray());
        await using var deliveries = fixture.Read(o => o.VisibilityTimeout = TimeSpan.FromHours(11));
        await deliveries.MoveNextAsync();
        var lost = new TaskCompletionSource();
        deliveries.Current.LeaseLost.Register(lost.SetResult);

        fixture.FakeTime.Advance(TimeSpan.FromHours(6.2));
        await fixture.Logger.WaitForAsync(LeasesExtended, 1, Token);
        fixture.FakeTime.Advance(TimeSpan.FromHours(5.5));
        lost.Task.IsCompleted.Should().BeFalse();
        fixture.FakeTime.Advance(TimeSpan.FromHours(0.3));

        await lost.Task.WaitAsync(Token);
        fixture.Aws.Requests.Where(IsExtension).Should().OnlyContain(static r => r.Status == 200);
    }

    [Fact]
    public async Task Leases_OfManyMessages_AreExtendedTenAtATime()
    {
        await using var fixture = await SourceFixture.StartWithFakeTimeAsync();
        await using var deliveries = await HoldAsync(fixture, 30);

        fixture.FakeTime.Advance(TimeSpan.FromSeconds(170));
        await fixture.Logger.WaitForAsync(LeasesExtended, 1, Token);

        fixture.Logger.Entries.Should().ContainSingle(static e => e.Id == LeasesExtended).Which.Text.Should().Be("30 of 30 leases were extended.");
        fixture.Aws.Requests.Count(IsExtension).Should().Be(3);
    }

    [Fact]
    public async Task Leases_ExtensionFailsInPart_OnlyThoseThatFailedAreAskedForAgain()
    {
        await using var fixture = await SourceFixture.StartWithFakeTimeAsync();
        fixture.Aws.Faults.Add(new Fault { Action = "ChangeMessageVisibilityBatch", Times = 1, Effect = FaultEffect.FailEntries(entries: static at => at == 1) });
        await using var deliveries = await HoldAsync(fixture, 3);

        fixture.FakeTime.Advance(TimeSpan.FromSeconds(170));
        await fixture.Logger.WaitForAsync(LeasesExtended, 1, Token);
        fixture.FakeTime.Advance(TimeSpan.FromSeconds(60));
        await fixture.Logger.WaitForAsync(LeasesExtended, 2, Token).WaitAsync(Guard, Token);
        fixture.FakeTime.Advance(TimeSpan.FromSeconds(100));

        fixture.Logger.Entries.Where(static e => e.Id == LeasesExtended).Select(static e => e.Text).Take(2)
            .Should().Equal("2 of 3 leases were extended.", "1 of 1 leases were extended.");
        fixture.Queue.InFlight.Should().Be(3);
    }

    [Fact]
    public async Task Lease_DeleteTakesLong_IsExtendedUntilItIsDone()
    {
        await using var fixture = await SourceFixture.StartWithFakeTimeAsync();
        await using var deliveries = await HoldAsync(fixture, 1);
        var delete = fixture.Aws.Faults.Add(new Fault { Action = "DeleteMessageBatch", Times = 1, Effect = FaultEffect.Hold });
        var settling = deliveries.Current.SettleAsync(Disposition.Complete, Token).AsTask();
        await delete.WaitForHitsAsync(cancellationToken: Token);

        try
        {
            fixture.FakeTime.Advance(TimeSpan.FromSeconds(170));
            await fixture.Logger.WaitForAsync(LeasesExtended, 1, Token).WaitAsync(Guard, Token);
            fixture.FakeTime.Advance(TimeSpan.FromSeconds(170));
            fixture.Queue.InFlight.Should().Be(1);
        }
        finally
        {
            delete.Release();
            await settling;
        }

        fixture.Queue.Count.Should().Be(0);
    }

    [Fact]
    public async Task Lease_LastOfTwoSinksTakesLong_IsExtendedUntilItIsDurableThere()
    {
        await using var fixture = await SourceFixture.StartWithFakeTimeAsync();
        fixture.Bucket.Put("a", "{\"Records\":[{\"n\":1}]}"u8.ToArray());
        var (fast, slow) = (new HeldSink(), new HeldSink());
        await using var pipe = Pipe.CreateBuilder("test").UseTime(fixture.TimeProvider).From(fixture.CreateSource()).Route(route => route.To(fast, "fast").To(slow, "slow")).Build();
        using var drain = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var run = pipe.RunAsync(drain.Token);
        fast.Release();
        await Task.WhenAll(fast.Written, slow.Begun);

        for (var extensions = 1; extensions <= 3; extensions++)
        {
            fixture.FakeTime.Advance(TimeSpan.FromSeconds(170));
            await fixture.Logger.WaitForAsync(LeasesExtended, extensions, Token).WaitAsync(Guard, Token);
        }

        fixture.Queue.InFlight.Should().Be(1);
        fixture.Aws.Requests.Should().NotContain(static r => r.Action == "DeleteMessageBatch");
        slow.Release();
        await fixture.Queue.WaitUntilEmptyAsync(Token);
        await drain.CancelAsync();
        await run;
        slow.Writes.Should().Be(1);
    }

    [Fact]
    public async Task Lease_NineMessagesWaitBehindOneThatTakesLong_NoneComesTwice()
    {
        await using var fixture = await SourceFixture.StartWithFakeTimeAsync();
        Enumerable.Range(0, 10).ToList().ForEach(i => fixture.Bucket.Put($"{i}", "{\"Records\":[{\"n\":1}]}"u8.ToArray()));
        var sink = new HeldSink();
        await using var pipe = Pipe.CreateBuilder("test").UseTime(fixture.TimeProvider).From(fixture.CreateSource()).Route(route => route.To(sink)).Configure(static o => o.MaxInFlightDeliveries = 1).Build();
        using var drain = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var run = pipe.RunAsync(drain.Token);
        await sink.Begun;

        for (var extensions = 1; extensions <= 3; extensions++)
        {
            fixture.FakeTime.Advance(TimeSpan.FromSeconds(170));
            await fixture.Logger.WaitForAsync(LeasesExtended, extensions, Token).WaitAsync(Guard, Token);
        }

        fixture.Queue.Messages.Should().HaveCount(10).And.OnlyContain(static message => message.ReceiveCount == 1);
        sink.Release();
        await fixture.Queue.WaitUntilEmptyAsync(Token);
        await drain.CancelAsync();
        await run;
        sink.Writes.Should().Be(10);
    }

    [Fact]
    public async Task Lease_TwelveHoursNear_IsHandedBackBeforeTheyStrike()
    {
        await using var fixture = await SourceFixture.StartWithFakeTimeAsync();
        var end = fixture.FakeTime.GetUtcNow() + TimeSpan.FromHours(12);
        fixture.Bucket.Put("a", "{\"Records\":[{\"n\":1}]}"u8.ToArray());
        var sink = new HeldSink();
        await using var pipe = Pipe.CreateBuilder("test").UseTime(fixture.TimeProvider).From(fixture.CreateSource(static o => o.VisibilityTimeout = TimeSpan.FromHours(11))).Route(route => route.To(sink)).Build();
        using var drain = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var run = pipe.RunAsync(drain.Token);
        await sink.Begun;

        fixture.FakeTime.Advance(TimeSpan.FromHours(6.2));
        await fixture.Logger.WaitForAsync(LeasesExtended, 1, Token);
        fixture.FakeTime.Advance(end - TimeSpan.FromSeconds(59) - fixture.FakeTime.GetUtcNow());
        await fixture.Queue.WaitUntilAsync(static queue => queue.Messages.Single().ReceiveCount == 2, Token).WaitAsync(Guard, Token);

        fixture.FakeTime.GetUtcNow().Should().BeBefore(end);
        fixture.Aws.Requests.Where(static r => r.Action.StartsWith("ChangeMessageVisibility", StringComparison.Ordinal)).Should().OnlyContain(static r => r.Status == 200);
        sink.Release();
        await fixture.Queue.WaitUntilEmptyAsync(Token);
        await drain.CancelAsync();
        await run;
    }

    // For a promise that is broken: the test ends instead of waiting for what never comes.
    static TimeSpan Guard => TimeSpan.FromSeconds(30);

    static async Task<IAsyncEnumerator<IDelivery>> HoldAsync(SourceFixture fixture, int messages)
    {
        Enumerable.Range(0, messages).ToList().ForEach(i => fixture.Bucket.Put($"{i}", "{}"u8.ToArray()));
        var deliveries = fixture.Read();
        for (var held = 0; held < messages; held++)
        {
            await deliveries.MoveNextAsync();
        }

        return deliveries;
    }
}
