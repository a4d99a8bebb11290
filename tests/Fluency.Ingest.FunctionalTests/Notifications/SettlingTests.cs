using Fluency.Ingest.Testing;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Notifications;

public sealed class SettlingTests
{
    static CancellationToken Token => SourceFixture.Token;

    [Fact]
    public async Task Delivery_Returned_ComesAgainWithTheNextAttempt()
    {
        await using var fixture = await SourceFixture.StartAsync();
        fixture.Bucket.Put("a", "{}"u8.ToArray());

        var deliveries = await fixture.ReadAllAsync(d => d.Attempt < 3 ? Disposition.Return(TimeSpan.Zero) : Disposition.Complete);

        deliveries.Select(static d => d.Attempt).Should().Equal(1, 2, 3);
        fixture.Queue.Count.Should().Be(0);
    }

    [Fact]
    public async Task Delivery_ReturnedForAWhile_IsHiddenForThatLongAndNotForgotten()
    {
        await using var fixture = await SourceFixture.StartWithFakeTimeAsync();
        var start = fixture.FakeTime.GetUtcNow();
        fixture.Bucket.Put("a", "{}"u8.ToArray());
        var times = new List<TimeSpan>();

        await fixture.WhileTimePassesAsync(fixture.ReadAllAsync(d =>
        {
            times.Add(fixture.FakeTime.GetUtcNow() - start);
            return d.Attempt < 3 ? Disposition.Return(TimeSpan.FromSeconds(5 * d.Attempt)) : Disposition.Complete;
        }));

        times.Should().HaveCount(3);
        times[1].Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(5));
        times[2].Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(15));
        fixture.Queue.Count.Should().Be(0);
    }

    [Fact]
    public async Task UntilEmpty_DeliveryUnsettled_DoesNotEnd()
    {
        await using var fixture = await SourceFixture.StartAsync();
        fixture.Bucket.Put("a", "{}"u8.ToArray());
        var options = new SourceReadOptions { UntilEmpty = true };
        await using var deliveries = fixture.CreateSource(o => o.WaitTime = TimeSpan.Zero).ReadAsync(options, Token).GetAsyncEnumerator(Token);
        await deliveries.MoveNextAsync();
        var held = deliveries.Current;
        var next = deliveries.MoveNextAsync().AsTask();
        await fixture.Aws.Requests.WaitForAsync(static r => r.Action == "ReceiveMessage" && r.IsComplete, 5, Token);

        next.IsCompleted.Should().BeFalse();
        await held.SettleAsync(Disposition.Return(TimeSpan.Zero), Token);

        (await next).Should().BeTrue();
        await deliveries.Current.SettleAsync(Disposition.Complete, Token);
        (await deliveries.MoveNextAsync()).Should().BeFalse();
    }

    [Fact]
    public async Task UntilEmpty_NothingThere_EndsAfterTwoReceives()
    {
        await using var fixture = await SourceFixture.StartAsync();

        (await fixture.ReadAllAsync(_ => Disposition.Complete)).Should().BeEmpty();

        fixture.Aws.Requests.Count(static r => r.Action == "ReceiveMessage").Should().Be(2);
    }

    [Theory]
    [MemberData(nameof(LostReceives))]
    public async Task UntilEmpty_AnswerOfAReceiveLost_WaitsUntilItsMessagesComeBack(FaultEffect effect)
    {
        await using var fixture = await SourceFixture.StartWithFakeTimeAsync();
        fixture.Bucket.Put("a", "{}"u8.ToArray());
        fixture.Aws.Faults.Add(new Fault { Action = "ReceiveMessage", Times = 1, Effect = effect });

        var deliveries = await fixture.WhileTimePassesAsync(fixture.ReadAllAsync(_ => Disposition.Complete, static o => o.VisibilityTimeout = TimeSpan.FromSeconds(20)));

        deliveries.Should().ContainSingle();
        fixture.Queue.Count.Should().Be(0);
    }

    public static TheoryData<FaultEffect> LostReceives => [FaultEffect.WrongMd5OfBody, FaultEffect.LoseAnswer, FaultEffect.CutBody(40)];

    [Fact]
    public async Task Delivery_DeleteFailsInPart_IsTriedAgain()
    {
        await using var fixture = await SourceFixture.StartAsync();
        Enumerable.Range(0, 10).ToList().ForEach(i => fixture.Bucket.Put($"{i}", "{}"u8.ToArray()));
        var fault = fixture.Aws.Faults.Add(new Fault { Action = "DeleteMessageBatch", Times = 3, Effect = FaultEffect.FailEntries(entries: static at => at % 2 == 0) });

        var deliveries = await fixture.ReadAllAsync(_ => Disposition.Complete);

        deliveries.Should().HaveCount(10);
        fault.Hits.Should().Be(3);
        fixture.Queue.Count.Should().Be(0);
    }

    [Theory]
    [MemberData(nameof(FailedDeletes))]
    public async Task Delivery_DeleteFails_IsTriedAgain(FaultEffect effect)
    {
        await using var fixture = await SourceFixture.StartAsync();
        fixture.Bucket.Put("a", "{}"u8.ToArray());
        fixture.Aws.Faults.Add(new Fault { Action = "DeleteMessageBatch", Times = 1, Effect = effect });

        (await fixture.ReadAllAsync(_ => Disposition.Complete)).Should().ContainSingle();

        fixture.Queue.Count.Should().Be(0);
        fixture.Logger.CountOf(1021).Should().Be(0);
    }

    public static TheoryData<FaultEffect> FailedDeletes =>
        [FaultEffect.Answer(503, "ServiceUnavailable"), FaultEffect.LoseAnswer, FaultEffect.CloseConnection, FaultEffect.BareAnswer(502), FaultEffect.Answer(403, "RequestThrottled")];

    [Fact]
    public async Task Delivery_DeleteDenied_SaysWhichRightIsMissingAndThatItComesAgain()
    {
        await using var fixture = await SourceFixture.StartAsync();
        fixture.Aws.Iam.Deny("sqs:DeleteMessage");
        fixture.Bucket.Put("a", "{}"u8.ToArray());
        fixture.Bucket.Put("b", "{}"u8.ToArray());
        await using var deliveries = fixture.Read();

        await deliveries.MoveNextAsync();
        await deliveries.Current.SettleAsync(Disposition.Complete, Token);
        await deliveries.MoveNextAsync();
        await deliveries.Current.SettleAsync(Disposition.Complete, Token);

        fixture.Queue.Count.Should().Be(2);
        fixture.Logger.Entries.Should().ContainSingle(static e => e.Id == 1022).Which.Text.Should().Contain("Grant sqs:DeleteMessage");
    }

    [Fact]
    public async Task Deliveries_CompletedTogether_ShareCalls()
    {
        await using var fixture = await SourceFixture.StartAsync();
        Enumerable.Range(0, 40).ToList().ForEach(i => fixture.Bucket.Put($"{i}", "{}"u8.ToArray()));
        await using var deliveries = fixture.Read();
        var held = new List<IDelivery>();
        while (held.Count < 40 && await deliveries.MoveNextAsync())
        {
            held.Add(deliveries.Current);
        }

        var first = fixture.Aws.Faults.Add(new Fault { Action = "DeleteMessageBatch", Times = 1, Effect = FaultEffect.Hold });
        var settling = held.Select(static d => d.SettleAsync(Disposition.Complete, Token).AsTask()).ToList();
        await first.WaitForHitsAsync(cancellationToken: Token);
        first.Release();
        await Task.WhenAll(settling);

        fixture.Queue.Count.Should().Be(0);
        fixture.Aws.Requests.Count(static r => r.Action == "DeleteMessageBatch").Should().BeLessThanOrEqualTo(6);
    }

    [Fact]
    public async Task Delivery_Rejected_IsLeftToTheRedrivePolicyAndNeverDeleted()
    {
        await using var fixture = await SourceFixture.StartWithFakeTimeAsync();
        fixture.Queue.DeadLetterQueue = fixture.Aws.Sqs.CreateQueue("trail-dlq");
        fixture.Queue.MaxReceiveCount = 3;
        fixture.Queue.Send("hello");

        var deliveries = await fixture.WhileTimePassesAsync(fixture.ReadAllAsync(_ => Disposition.Reject("not known")));

        deliveries.Should().HaveCount(3).And.OnlyContain(static d => d.KeepsRejected);
        fixture.Queue.Count.Should().Be(0);
        fixture.Queue.DeadLetterQueue.Messages.Should().ContainSingle().Which.Body.Should().Be("hello");
        fixture.Aws.Requests.Should().NotContain(static r => r.Action.StartsWith("DeleteMessage", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(true, false, true)]
    [InlineData(true, true, false)]
    public async Task KeepsRejected_OnlyWithARedrivePolicyThatMayBeRead(bool hasPolicy, bool isDenied, bool expected)
    {
        await using var fixture = await SourceFixture.StartAsync();
        fixture.Queue.DeadLetterQueue = hasPolicy ? fixture.Aws.Sqs.CreateQueue("trail-dlq") : null;
        if (isDenied)
        {
            fixture.Aws.Iam.Deny("sqs:GetQueueAttributes");
        }

        fixture.Queue.Send("hello");
        await using var deliveries = fixture.Read();

        await deliveries.MoveNextAsync();

        deliveries.Current.KeepsRejected.Should().Be(expected);
        fixture.Logger.CountOf(1030).Should().Be(isDenied ? 1 : 0);
    }

    [Fact]
    public async Task Delivery_SettledTwice_Throws()
    {
        await using var fixture = await SourceFixture.StartAsync();
        fixture.Queue.Send("{\"Records\":[]}");
        await using var deliveries = fixture.Read();
        await deliveries.MoveNextAsync();
        await deliveries.Current.SettleAsync(Disposition.Complete, Token);

        var again = () => deliveries.Current.SettleAsync(Disposition.Complete, Token).AsTask();

        await again.Should().ThrowAsync<InvalidOperationException>();
    }

    [Fact]
    public async Task Source_Disposed_FlushesSettlementsUnderWay()
    {
        await using var fixture = await SourceFixture.StartAsync();
        fixture.Queue.Send("{\"Records\":[]}");
        var source = fixture.CreateSource();
        await using var deliveries = source.ReadAsync(new SourceReadOptions(), Token).GetAsyncEnumerator(Token);
        await deliveries.MoveNextAsync();
        var fault = fixture.Aws.Faults.Add(new Fault { Action = "DeleteMessageBatch", Times = 1, Effect = FaultEffect.Hold });
        var settling = deliveries.Current.SettleAsync(Disposition.Complete, Token).AsTask();
        await fault.WaitForHitsAsync(cancellationToken: Token);

        var disposing = source.DisposeAsync().AsTask();
        disposing.IsCompleted.Should().BeFalse();
        fault.Release();
        await disposing;

        settling.IsCompletedSuccessfully.Should().BeTrue();
        fixture.Queue.Count.Should().Be(0);
    }
}
