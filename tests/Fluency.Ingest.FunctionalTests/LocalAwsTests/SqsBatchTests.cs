using Amazon.SQS.Model;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.LocalAwsTests;

public class SqsBatchTests
{
    static CancellationToken Token => AwsFixture.Token;

    [Fact]
    public async Task SendBatch_AllGood_SendsAllInOrder()
    {
        await using var aws = await AwsFixture.StartAsync();

        var response = await aws.Sqs.SendMessageBatchAsync(aws.Queue.Url, Entries(10), Token);

        response.Successful.Should().HaveCount(10);
        response.Failed.Should().BeNullOrEmpty();
        aws.Queue.Messages.Select(static message => message.Body).Should().Equal(Enumerable.Range(0, 10).Select(static i => $"body {i}"));
    }

    [Fact]
    public async Task SendBatch_OneTooLarge_FailsThatOneOnly()
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Queue.MaxMessageBytes = 100;
        var entries = Entries(2);
        entries[1].MessageBody = new string('x', 101);

        var response = await aws.Sqs.SendMessageBatchAsync(aws.Queue.Url, entries, Token);

        response.Successful.Single().Id.Should().Be("0");
        response.Failed.Single().SenderFault.Should().BeTrue();
        aws.Queue.Count.Should().Be(1);
    }

    [Fact]
    public async Task Batch_11Entries_IsTooManyEntries()
    {
        await using var aws = await AwsFixture.StartAsync();

        await FluentActions.Awaiting(() => aws.Sqs.SendMessageBatchAsync(aws.Queue.Url, Entries(11), Token)).Should().ThrowAsync<TooManyEntriesInBatchRequestException>();
        aws.Queue.Count.Should().Be(0);
    }

    [Fact]
    public async Task Batch_Empty_IsEmptyBatchRequest()
    {
        await using var aws = await AwsFixture.StartAsync();

        await FluentActions.Awaiting(() => aws.Sqs.DeleteMessageBatchAsync(aws.Queue.Url, [], Token)).Should().ThrowAsync<EmptyBatchRequestException>();
    }

    [Fact]
    public async Task Batch_IdsTwice_IsNotDistinct()
    {
        await using var aws = await AwsFixture.StartAsync();
        var entries = Entries(2);
        entries[1].Id = "0";

        await FluentActions.Awaiting(() => aws.Sqs.SendMessageBatchAsync(aws.Queue.Url, entries, Token)).Should().ThrowAsync<BatchEntryIdsNotDistinctException>();
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("a.b")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345678901234567890x")]
    public async Task Batch_IdOfOtherForm_IsInvalidBatchEntryId(string id)
    {
        await using var aws = await AwsFixture.StartAsync();

        var send = () => aws.Sqs.SendMessageBatchAsync(aws.Queue.Url, [new SendMessageBatchRequestEntry(id, "body")], Token);

        await send.Should().ThrowAsync<InvalidBatchEntryIdException>();
    }

    [Fact]
    public async Task SendBatch_TooLongTogether_IsBatchRequestTooLong()
    {
        await using var aws = await AwsFixture.StartAsync();
        var entries = Entries(2);
        entries.ForEach(static entry => entry.MessageBody = new string('x', 600_000));

        await FluentActions.Awaiting(() => aws.Sqs.SendMessageBatchAsync(aws.Queue.Url, entries, Token)).Should().ThrowAsync<BatchRequestTooLongException>();
    }

    [Fact]
    public async Task DeleteBatch_OneGarbageHandle_DeletesTheOthers()
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Queue.Send("one");
        var received = (await aws.Sqs.ReceiveMessageAsync(aws.Queue.Url, Token)).Messages.Single();

        var response = await aws.Sqs.DeleteMessageBatchAsync(aws.Queue.Url, [new("bad", "garbage"), new("good", received.ReceiptHandle)], Token);

        response.Failed.Single().Code.Should().Be("ReceiptHandleIsInvalid");
        response.Failed.Single().SenderFault.Should().BeTrue();
        response.Successful.Single().Id.Should().Be("good");
        aws.Queue.Count.Should().Be(0);
    }

    [Fact]
    public async Task ChangeVisibilityBatch_OneExpired_ExtendsTheOthers()
    {
        await using var aws = await AwsFixture.StartWithFakeTimeAsync();
        aws.Queue.Send("one");
        var expired = (await aws.Sqs.ReceiveMessageAsync(aws.Queue.Url, Token)).Messages.Single();
        aws.Time.Advance(TimeSpan.FromSeconds(20));
        aws.Queue.Send("two");
        var held = (await aws.Sqs.ReceiveMessageAsync(aws.Queue.Url, Token)).Messages.Single();
        aws.Time.Advance(TimeSpan.FromSeconds(15));

        var response = await aws.Sqs.ChangeMessageVisibilityBatchAsync(aws.Queue.Url, [Entry("a", expired), Entry("b", held)], Token);

        response.Failed.Single().Id.Should().Be("a");
        response.Failed.Single().Code.Should().Be("AWS.SimpleQueueService.MessageNotInflight");
        response.Successful.Single().Id.Should().Be("b");
        aws.Time.Advance(TimeSpan.FromSeconds(99));
        aws.Queue.InFlight.Should().Be(1);
    }

    static ChangeMessageVisibilityBatchRequestEntry Entry(string id, Message message) => new(id, message.ReceiptHandle) { VisibilityTimeout = 100 };

    static List<SendMessageBatchRequestEntry> Entries(int count) => [.. Enumerable.Range(0, count).Select(static i => new SendMessageBatchRequestEntry($"{i}", $"body {i}"))];
}
