using Fluency.Ingest.Testing;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Faults;

/// <summary>What can go wrong once the records are durable: with deletes, extensions and returns.</summary>
public sealed class SettleFaultTests
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ReceiveMessage", 403, "RequestThrottled")]
    [InlineData("ReceiveMessage", 400, "ThrottlingException")]
    [InlineData("ReceiveMessage", 503, "ServiceUnavailable")]
    [InlineData("DeleteMessageBatch", 403, "RequestThrottled")]
    [InlineData("DeleteMessageBatch", 400, "ThrottlingException")]
    [InlineData("DeleteMessageBatch", 503, "ServiceUnavailable")]
    [InlineData("DeleteMessageBatch", 500, "InternalError")]
    [InlineData("DeleteMessageBatch", 400, "ExpiredToken")]
    [InlineData("ChangeMessageVisibilityBatch", 403, "RequestThrottled")]
    [InlineData("ChangeMessageVisibilityBatch", 503, "ServiceUnavailable")]
    [InlineData("GetQueueAttributes", 403, "RequestThrottled")]
    public async Task Run_CallRefusedForAWhile_IsTriedAgainAndNothingIsSentTwice(string action, int status, string code)
    {
        await using var trail = await FaultedTrail.StartAsync();
        trail.Put(files: 12);
        trail.Add("GetObject", FaultEffect.Answer(400, "ExpiredToken"), times: 2, key: "0001.json");
        var fault = trail.Add(action, FaultEffect.Answer(status, code), times: 3);

        var done = await trail.RunAsync();

        fault.Hits.Should().BePositive();
        done.Messages.Returned.Should().Be(1, "the object that could not be read is asked for once more, so that every call is made");
        trail.Ledger.Duplicates.Should().Be(0);
        trail.Asked(action, atMost: 25);
    }

    [Fact]
    public async Task Run_HalfOfEveryDeleteBatchFails_TriesThatHalfAgain()
    {
        await using var trail = await FaultedTrail.StartAsync();
        trail.Put(files: 40);
        var fault = trail.Add("DeleteMessageBatch", FaultEffect.FailEntries(entries: static entry => entry % 2 == 0), times: 4);

        await trail.RunAsync();

        fault.Hits.Should().Be(4);
        trail.Ledger.Should().BeEquivalentTo(new { Duplicates = 0L, Deleted = 40L });
    }

    [Fact]
    public async Task Run_HalfOfEveryExtensionFails_LosesNoLease()
    {
        await using var trail = await FaultedTrail.StartAsync();
        trail.Put(files: 10);
        var fault = trail.Add("ChangeMessageVisibilityBatch", FaultEffect.FailEntries(entries: static entry => entry % 2 == 0), times: 2);
        trail.Ledger.BeforeWrite = (_, cancelled) => fault.WaitForHitsAsync(2, cancelled);

        var done = await trail.RunAsync(configureSource: source => source.VisibilityTimeout = TimeSpan.FromSeconds(80));

        done.Messages.Should().BeEquivalentTo(new { Received = 10, Complete = 10, Returned = 0 });
        trail.Ledger.Duplicates.Should().Be(0);
    }

    [Fact]
    public async Task Run_AnswersOfDeletesLost_DeletesAgainWhichDoesNoHarm()
    {
        await using var trail = await FaultedTrail.StartAsync();
        trail.Put(files: 12);
        trail.Add("DeleteMessageBatch", FaultEffect.LoseAnswer, times: 3);

        await trail.RunAsync();

        trail.Ledger.Should().BeEquivalentTo(new { Duplicates = 0L, Deleted = 12L });
    }

    [Fact]
    public async Task Run_DeletesFailForGood_TheMessageComesAgainAndItsRecordsAreNotResentByThisProcess()
    {
        await using var trail = await FaultedTrail.StartAsync();
        trail.Put(files: 5);
        var fault = trail.Add("DeleteMessageBatch", FaultEffect.FailEntries());
        var running = trail.RunUntilAllIsDeletedAsync(configureSource: source => source.VisibilityTimeout = TimeSpan.FromSeconds(60));
        await trail.Queue.WaitUntilAsync(static queue => queue.Messages.Any(message => message.ReceiveCount > 1), Cancelled);

        trail.Aws.Faults.Remove(fault);

        await running;
        trail.Ledger.Should().BeEquivalentTo(new { Records = 15L, Duplicates = 0L, Deleted = 5L });
    }

    [Fact]
    public async Task Run_DeletesFailForGood_AnotherProcessSendsTheRecordsOnceMore()
    {
        await using var trail = await FaultedTrail.StartAsync();
        trail.Put(files: 5);
        var fault = trail.Add("DeleteMessageBatch", FaultEffect.CloseConnection);
        using (var drain = new CancellationTokenSource())
        {
            await using var pipe = trail.Build(configureSource: source => source.VisibilityTimeout = TimeSpan.FromSeconds(20));
            var running = pipe.RunAsync(drain.Token);
            await fault.WaitForHitsAsync(2, Cancelled);
            await drain.CancelAsync();
            await running;
        }

        trail.Queue.Count.Should().Be(5, "none could be deleted");
        trail.Aws.Faults.Remove(fault);
        await trail.RunUntilAllIsDeletedAsync();

        trail.Ledger.Should().BeEquivalentTo(new { Records = 30L, Duplicates = 15L, Deleted = 5L });
    }

    [Fact]
    public async Task Run_ReceiptsExpireWhileTheSinkIsSlow_TheMessagesComeAgainAndAreDeletedByTheNewReceipt()
    {
        await using var trail = await FaultedTrail.StartAsync();
        trail.Put(files: 5);
        var fault = trail.Add("ChangeMessageVisibilityBatch", FaultEffect.FailEntries());
        var visibleAgain = trail.Queue.WaitUntilAsync(static queue => queue.Messages.Any(message => message.ReceiveCount > 1), Cancelled);
        trail.Ledger.BeforeWrite = async (_, cancelled) =>
        {
            await visibleAgain.WaitAsync(cancelled);
            trail.Aws.Faults.Remove(fault);
        };

        await trail.RunUntilAllIsDeletedAsync(configureSource: source => source.VisibilityTimeout = TimeSpan.FromSeconds(20));

        trail.Ledger.Deleted.Should().Be(5);
        trail.Asked("GetObject", atMost: 15);
    }
}
