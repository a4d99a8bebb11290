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
}
