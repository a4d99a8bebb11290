using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using Fluency.Ingest.Testing;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Faults;

/// <summary>What can go wrong between the queue and the receipt of a message.</summary>
public sealed class ReceiveFaultTests
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_EveryMessageComesTwiceAtOnce_DeletesBothAndSendsNoRecordMoreThanTwice()
    {
        await using var trail = await FaultedTrail.StartAsync();
        trail.Put(files: 20);
        trail.Add("ReceiveMessage", FaultEffect.DuplicateMessage, times: 2);

        await trail.RunAsync();

        trail.Ledger.Deleted.Should().Be(40);
        trail.Ledger.Duplicates.Should().BeLessThanOrEqualTo(60);
    }

    [Fact]
    public async Task Run_MessagesSentAgainLater_AreReadAgain()
    {
        await using var trail = await FaultedTrail.StartAsync();
        trail.Put(files: 3);
        var bodies = trail.Queue.Messages.Select(message => message.Body).ToList();
        await using var pipe = trail.Build();
        using var drain = new CancellationTokenSource();
        var running = pipe.RunAsync(drain.Token);
        await trail.Queue.WaitUntilEmptyAsync(Cancelled);

        bodies.ForEach(body => trail.Queue.Send(body));

        await trail.Queue.WaitUntilEmptyAsync(Cancelled);
        await drain.CancelAsync();
        await running;
        trail.Verify();
        trail.Ledger.Duplicates.Should().Be(9, "who sends a notification again wants its records again");
    }

    [Fact]
    public async Task Run_ReceivesGiveOneMessageEachAndTheFirstObjectIsSlow_KeepsTheOrder()
    {
        await using var trail = await FaultedTrail.StartAsync();
        trail.Put(files: 15);
        trail.Add("ReceiveMessage", FaultEffect.ShortBatch(1));
        var slow = trail.Add("GetObject", FaultEffect.Hold, times: 1, key: "0000.json");
        var running = trail.RunAsync(static options => options.OrderHold = TimeSpan.FromMinutes(20));
        await trail.Aws.Requests.WaitForAsync(static request => request is { Action: "GetObject", IsComplete: true }, count: 5, Cancelled);

        slow.Release();

        await running;
        trail.Ledger.Order.Should().HaveCount(15).And.BeInAscendingOrder(StringComparer.Ordinal);
        trail.Ledger.Duplicates.Should().Be(0);
        trail.Asked("ReceiveMessage", atMost: 15 + 5);
    }

    [Fact]
    public async Task Run_PollOutlivesItsConsumer_WhatItSwallowsComesBack()
    {
        await using var trail = await FaultedTrail.StartAsync();
        trail.Add("ReceiveMessage", FaultEffect.LostPoll, times: 1);
        await LeaveAPollAsync(trail);
        trail.Put(files: 3);
        await trail.Queue.WaitUntilAsync(static queue => queue.InFlight > 0, Cancelled);

        await trail.RunUntilAllIsDeletedAsync();

        trail.Ledger.Duplicates.Should().Be(0);
    }

    [Fact]
    public async Task Run_AnswerOfAReceiveLost_WaitsForItsMessages()
    {
        await using var trail = await FaultedTrail.StartAsync();
        trail.Put(files: 15);
        trail.Add("ReceiveMessage", FaultEffect.LoseAnswer, times: 2);

        await trail.RunAsync(configureSource: source => source.VisibilityTimeout = TimeSpan.FromSeconds(60));

        trail.Ledger.Duplicates.Should().Be(0);
        trail.Asked("GetObject", atMost: 15);
    }

    [Fact]
    public async Task Run_ChecksumOfABodyWrong_LosesNoneOfTheBatchThatTheSdkThrowsAway()
    {
        await using var trail = await FaultedTrail.StartAsync();
        trail.Put(files: 15);
        var fault = trail.Add("ReceiveMessage", FaultEffect.WrongMd5OfBody, times: 2);

        await trail.RunAsync(configureSource: source => source.VisibilityTimeout = TimeSpan.FromSeconds(60));

        fault.Hits.Should().Be(2);
        trail.Ledger.Duplicates.Should().Be(0);
    }

    [Fact]
    public async Task Run_QueueIsSaturated_GoesOnWithWhatIsInHand()
    {
        await using var trail = await FaultedTrail.StartAsync();
        trail.Put(files: 30);
        trail.Queue.MaxInFlight = 10;
        var overLimit = trail.Aws.Requests.WaitForAsync(static request => request.ErrorCode == "OverLimit", cancellationToken: Cancelled);
        trail.Ledger.BeforeWrite = (_, cancelled) => overLimit.WaitAsync(cancelled);

        await trail.RunAsync(configureSource: source => source.WaitTime = TimeSpan.Zero);

        trail.Ledger.Duplicates.Should().Be(0);
        trail.Asked("GetObject", atMost: 30);
    }

    [Fact]
    public async Task Run_SaturatedQueueAnswersLongPollsWithNothing_DoesNotLoopHotly()
    {
        await using var trail = await FaultedTrail.StartAsync();
        trail.Put(files: 12);
        trail.Queue.MaxInFlight = 10;
        var receives = trail.Aws.Requests.WaitForAsync(static request => request is { Action: "ReceiveMessage", IsComplete: true }, count: 3, Cancelled);
        trail.Ledger.BeforeWrite = (_, cancelled) => receives.WaitAsync(cancelled);

        await trail.RunAsync();

        trail.Ledger.Duplicates.Should().Be(0);
        trail.Asked("ReceiveMessage", atMost: 20);
    }

    // A consumer that goes away while its receive waits.
    // A client that dies: a pipe that is drained lets its receive come home.
    static async Task LeaveAPollAsync(FaultedTrail trail)
    {
        using var client = new AmazonSQSClient(
            new BasicAWSCredentials("AKIATEST", "secret"), new AmazonSQSConfig { ServiceURL = trail.Aws.ServiceUrl, AuthenticationRegion = "us-east-1" });
        using var death = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var request = new ReceiveMessageRequest { QueueUrl = trail.Queue.Url, MaxNumberOfMessages = 10, VisibilityTimeout = 60, WaitTimeSeconds = 20 };
        var receiving = client.ReceiveMessageAsync(request, death.Token);
        await trail.Queue.WaitUntilAsync(static queue => queue.WaitingReceives == 1, Cancelled);
        await death.CancelAsync();
        await receiving.ContinueWith(static _ => { }, Cancelled, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}
