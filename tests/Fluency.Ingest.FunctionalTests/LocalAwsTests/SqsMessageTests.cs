using Amazon.SQS;
using Amazon.SQS.Model;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.LocalAwsTests;

public class SqsMessageTests
{
    static CancellationToken Token => AwsFixture.Token;

    [Fact]
    public async Task Receive_AllAttributes_GivesThemAndTheBody()
    {
        await using var aws = await AwsFixture.StartWithFakeTimeAsync();
        var attributes = new Dictionary<string, MessageAttributeValue> { ["kind"] = new() { DataType = "String", StringValue = "ü" } };
        await aws.Sqs.SendMessageAsync(new SendMessageRequest { QueueUrl = aws.Queue.Url, MessageBody = "{\"ü\":1}", MessageAttributes = attributes }, Token);
        var sent = aws.Time.GetUtcNow().ToUnixTimeMilliseconds();
        aws.Time.Advance(TimeSpan.FromSeconds(2));

        var message = (await aws.Sqs.ReceiveMessageAsync(
            new ReceiveMessageRequest { QueueUrl = aws.Queue.Url, MessageSystemAttributeNames = ["All"], MessageAttributeNames = ["All"] }, Token)).Messages.Single();

        message.Body.Should().Be("{\"ü\":1}");
        message.Attributes["ApproximateReceiveCount"].Should().Be("1");
        message.Attributes["SentTimestamp"].Should().Be($"{sent}");
        message.Attributes["ApproximateFirstReceiveTimestamp"].Should().Be($"{sent + 2000}");
        message.MessageAttributes["kind"].StringValue.Should().Be("ü");
    }

    [Fact]
    public async Task Receive_NoAttributesAsked_GivesNone()
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Queue.Send("one");

        var message = (await aws.Sqs.ReceiveMessageAsync(aws.Queue.Url, Token)).Messages.Single();

        message.Attributes.Should().BeNullOrEmpty();
    }

    [Fact]
    public async Task Receive_Empty_GivesNullLikeAws()
    {
        await using var aws = await AwsFixture.StartAsync();

        (await aws.Sqs.ReceiveMessageAsync(aws.Queue.Url, Token)).Messages.Should().BeNull();
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(10, 10)]
    public async Task Receive_Max_GivesAsManyInTheOrderSent(int max, int expected)
    {
        await using var aws = await AwsFixture.StartAsync();
        for (var i = 0; i < 12; i++)
        {
            aws.Queue.Send($"{i}");
        }

        var received = await ReceiveAsync(aws, max);

        received.Select(static message => message.Body).Should().Equal(Enumerable.Range(0, expected).Select(static i => $"{i}"));
        aws.Queue.InFlight.Should().Be(expected);
    }

    [Theory]
    [InlineData(0, 0, 30)]
    [InlineData(11, 0, 30)]
    [InlineData(1, 21, 30)]
    [InlineData(1, 0, 43_201)]
    public async Task Receive_BeyondTheLimits_IsInvalidParameterValue(int max, int wait, int visibility)
    {
        await using var aws = await AwsFixture.StartAsync();

        var receive = () => aws.Sqs.ReceiveMessageAsync(
            new ReceiveMessageRequest { QueueUrl = aws.Queue.Url, MaxNumberOfMessages = max, WaitTimeSeconds = wait, VisibilityTimeout = visibility }, Token);

        (await receive.Should().ThrowAsync<AmazonSQSException>()).Which.ErrorCode.Should().Be("InvalidParameterValue");
    }

    [Fact]
    public async Task Visibility_Over_GivesTheMessageAgainWithANewHandle()
    {
        await using var aws = await AwsFixture.StartWithFakeTimeAsync();
        aws.Queue.Send("one");
        var first = (await ReceiveAsync(aws)).Single();
        aws.Time.Advance(TimeSpan.FromSeconds(29));
        (await ReceiveAsync(aws)).Should().BeEmpty();

        aws.Time.Advance(TimeSpan.FromSeconds(1));
        var second = (await ReceiveAsync(aws)).Single();

        second.MessageId.Should().Be(first.MessageId);
        second.ReceiptHandle.Should().NotBe(first.ReceiptHandle);
        second.Attributes["ApproximateReceiveCount"].Should().Be("2");
    }

    [Fact]
    public async Task Delete_OldHandleAfterANewReceive_AnswersOkAndKeepsTheMessage()
    {
        await using var aws = await AwsFixture.StartWithFakeTimeAsync();
        aws.Queue.Send("one");
        var first = (await ReceiveAsync(aws)).Single();
        aws.Time.Advance(TimeSpan.FromSeconds(30));
        var second = (await ReceiveAsync(aws)).Single();

        await aws.Sqs.DeleteMessageAsync(aws.Queue.Url, first.ReceiptHandle, Token);
        aws.Queue.Count.Should().Be(1);

        await aws.Sqs.DeleteMessageAsync(aws.Queue.Url, second.ReceiptHandle, Token);
        aws.Queue.Count.Should().Be(0);
    }

    [Fact]
    public async Task Delete_AfterExpiryNotReceivedAgain_Works()
    {
        await using var aws = await AwsFixture.StartWithFakeTimeAsync();
        aws.Queue.Send("one");
        var first = (await ReceiveAsync(aws)).Single();
        aws.Time.Advance(TimeSpan.FromSeconds(31));
        aws.Queue.Visible.Should().Be(1);

        await aws.Sqs.DeleteMessageAsync(aws.Queue.Url, first.ReceiptHandle, Token);

        aws.Queue.Count.Should().Be(0);
        (await ReceiveAsync(aws)).Should().BeEmpty();
    }

    [Fact]
    public async Task Delete_Twice_IsFine()
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Queue.Send("one");
        var first = (await ReceiveAsync(aws)).Single();

        await aws.Sqs.DeleteMessageAsync(aws.Queue.Url, first.ReceiptHandle, Token);
        await aws.Sqs.DeleteMessageAsync(aws.Queue.Url, first.ReceiptHandle, Token);

        aws.Queue.Count.Should().Be(0);
    }

    [Fact]
    public async Task Delete_MoreThan12HoursAfterTheReceive_IsRefused()
    {
        await using var aws = await AwsFixture.StartWithFakeTimeAsync();
        aws.Queue.Send("one");
        var first = (await ReceiveAsync(aws)).Single();
        aws.Time.Advance(TimeSpan.FromHours(12) + TimeSpan.FromSeconds(1));

        var delete = () => aws.Sqs.DeleteMessageAsync(aws.Queue.Url, first.ReceiptHandle, Token);

        (await delete.Should().ThrowAsync<AmazonSQSException>()).Which.Message.Should().Contain("The receipt handle has expired");
    }

    [Fact]
    public async Task Delete_GarbageHandle_IsReceiptHandleIsInvalid()
    {
        await using var aws = await AwsFixture.StartAsync();

        var delete = () => aws.Sqs.DeleteMessageAsync(aws.Queue.Url, "garbage", Token);

        await delete.Should().ThrowAsync<ReceiptHandleIsInvalidException>();
    }

    [Fact]
    public async Task Delete_HandleOfAnotherQueue_IsReceiptHandleIsInvalid()
    {
        await using var aws = await AwsFixture.StartAsync();
        var other = aws.Aws.Sqs.CreateQueue("other");
        aws.Queue.Send("one");
        var handle = (await ReceiveAsync(aws)).Single().ReceiptHandle;

        var delete = () => aws.Sqs.DeleteMessageAsync(other.Url, handle, Token);

        await delete.Should().ThrowAsync<ReceiptHandleIsInvalidException>();
        aws.Queue.Count.Should().Be(1);
    }

    [Fact]
    public async Task ChangeVisibility_Extends_CountedFromTheCall()
    {
        await using var aws = await AwsFixture.StartWithFakeTimeAsync();
        aws.Queue.Send("one");
        var first = (await ReceiveAsync(aws)).Single();
        aws.Time.Advance(TimeSpan.FromSeconds(20));

        await aws.Sqs.ChangeMessageVisibilityAsync(aws.Queue.Url, first.ReceiptHandle, 60, Token);

        aws.Time.Advance(TimeSpan.FromSeconds(59));
        aws.Queue.InFlight.Should().Be(1);
        aws.Time.Advance(TimeSpan.FromSeconds(1));
        aws.Queue.Visible.Should().Be(1);
    }

    [Fact]
    public async Task ChangeVisibility_Zero_ReturnsAtOnce()
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Queue.Send("one");
        var first = (await ReceiveAsync(aws)).Single();

        await aws.Sqs.ChangeMessageVisibilityAsync(aws.Queue.Url, first.ReceiptHandle, 0, Token);

        (await ReceiveAsync(aws)).Single().MessageId.Should().Be(first.MessageId);
    }

    [Fact]
    public async Task ChangeVisibility_Expired_IsMessageNotInflight()
    {
        await using var aws = await AwsFixture.StartWithFakeTimeAsync();
        aws.Queue.Send("one");
        var first = (await ReceiveAsync(aws)).Single();
        aws.Time.Advance(TimeSpan.FromSeconds(30));

        var change = () => aws.Sqs.ChangeMessageVisibilityAsync(aws.Queue.Url, first.ReceiptHandle, 60, Token);

        await change.Should().ThrowAsync<MessageNotInflightException>();
        aws.Queue.Visible.Should().Be(1);
    }

    [Fact]
    public async Task ChangeVisibility_OldHandleAfterANewReceive_IsMessageNotInflight()
    {
        await using var aws = await AwsFixture.StartWithFakeTimeAsync();
        aws.Queue.Send("one");
        var first = (await ReceiveAsync(aws)).Single();
        aws.Time.Advance(TimeSpan.FromSeconds(30));
        await ReceiveAsync(aws);

        var change = () => aws.Sqs.ChangeMessageVisibilityAsync(aws.Queue.Url, first.ReceiptHandle, 0, Token);

        await change.Should().ThrowAsync<MessageNotInflightException>();
        aws.Queue.InFlight.Should().Be(1);
    }

    [Fact]
    public async Task ChangeVisibility_DeletedMessage_IsInvalidParameterValue()
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Queue.Send("one");
        var first = (await ReceiveAsync(aws)).Single();
        await aws.Sqs.DeleteMessageAsync(aws.Queue.Url, first.ReceiptHandle, Token);

        var change = () => aws.Sqs.ChangeMessageVisibilityAsync(aws.Queue.Url, first.ReceiptHandle, 60, Token);

        (await change.Should().ThrowAsync<AmazonSQSException>()).Which.ErrorCode.Should().Be("InvalidParameterValue");
    }

    [Fact]
    public async Task ChangeVisibility_MoreThan12HoursInAll_IsInvalidParameterValueAndChangesNothing()
    {
        await using var aws = await AwsFixture.StartWithFakeTimeAsync();
        aws.Queue.Send("one");
        var first = (await ReceiveAsync(aws)).Single();
        aws.Time.Advance(TimeSpan.FromSeconds(10));

        var change = () => aws.Sqs.ChangeMessageVisibilityAsync(aws.Queue.Url, first.ReceiptHandle, 43_195, Token);

        (await change.Should().ThrowAsync<AmazonSQSException>()).Which.Message.Should().Contain("Total VisibilityTimeout for the message is beyond the limit [43200 seconds]");
        aws.Time.Advance(TimeSpan.FromSeconds(20));
        aws.Queue.Visible.Should().Be(1);
    }

    [Fact]
    public async Task Redrive_ReceiveCountWouldExceed_MovesToTheDeadLetterQueueWithItsHistory()
    {
        await using var aws = await AwsFixture.StartWithFakeTimeAsync();
        var dead = aws.Aws.Sqs.CreateQueue("dead");
        aws.Queue.DeadLetterQueue = dead;
        aws.Queue.MaxReceiveCount = 2;
        var id = aws.Queue.Send("poison");
        for (var i = 0; i < 2; i++)
        {
            (await ReceiveAsync(aws)).Should().HaveCount(1);
            aws.Time.Advance(TimeSpan.FromSeconds(30));
        }

        (await ReceiveAsync(aws)).Should().BeEmpty();

        aws.Queue.Count.Should().Be(0);
        var moved = (await aws.Sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = dead.Url, MessageSystemAttributeNames = ["All"] }, Token)).Messages.Single();
        moved.MessageId.Should().Be(id);
        moved.Body.Should().Be("poison");
        moved.Attributes["ApproximateReceiveCount"].Should().Be("3");
        moved.Attributes["DeadLetterQueueSourceArn"].Should().Be(aws.Queue.Arn);
    }

    [Fact]
    public async Task Redrive_OtherMessages_AreStillReceived()
    {
        await using var aws = await AwsFixture.StartWithFakeTimeAsync();
        aws.Queue.DeadLetterQueue = aws.Aws.Sqs.CreateQueue("dead");
        aws.Queue.MaxReceiveCount = 1;
        aws.Queue.Send("poison");
        await ReceiveAsync(aws);
        aws.Queue.Send("good");
        aws.Time.Advance(TimeSpan.FromSeconds(30));

        var received = await ReceiveAsync(aws);

        received.Select(static message => message.Body).Should().Equal("good");
        aws.Queue.DeadLetterQueue.Messages.Select(static message => message.Body).Should().Equal("poison");
    }

    [Fact]
    public async Task Delay_OfTheMessage_HidesItUntilItEnds()
    {
        await using var aws = await AwsFixture.StartWithFakeTimeAsync();
        await aws.Sqs.SendMessageAsync(new SendMessageRequest { QueueUrl = aws.Queue.Url, MessageBody = "later", DelaySeconds = 10 }, Token);
        (await ReceiveAsync(aws)).Should().BeEmpty();

        aws.Time.Advance(TimeSpan.FromSeconds(10));

        (await ReceiveAsync(aws)).Single().Attributes["ApproximateReceiveCount"].Should().Be("1");
    }

    [Fact]
    public async Task Send_TooLarge_IsInvalidParameterValue()
    {
        await using var aws = await AwsFixture.StartAsync();

        var send = () => aws.Sqs.SendMessageAsync(aws.Queue.Url, new string('x', 1024 * 1024 + 1), Token);

        (await send.Should().ThrowAsync<AmazonSQSException>()).Which.ErrorCode.Should().Be("InvalidParameterValue");
    }

    [Theory]
    [InlineData("\u0000")]
    [InlineData("a\u001fb")]
    [InlineData("\uFFFE")]
    public async Task Send_CharactersThatXmlForbids_IsInvalidMessageContents(string body)
    {
        await using var aws = await AwsFixture.StartAsync();

        var send = () => aws.Sqs.SendMessageAsync(aws.Queue.Url, body, Token);

        await send.Should().ThrowAsync<InvalidMessageContentsException>();
    }

    [Fact]
    public async Task InFlightLimit_ShortPoll_IsOverLimit()
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Queue.MaxInFlight = 1;
        aws.Queue.Send("one");
        aws.Queue.Send("two");
        await ReceiveAsync(aws, 1);

        var receive = () => ReceiveAsync(aws);

        await receive.Should().ThrowAsync<OverLimitException>();
        aws.Queue.Visible.Should().Be(1);
    }

    static async Task<List<Message>> ReceiveAsync(AwsFixture aws, int max = 10)
    {
        var request = new ReceiveMessageRequest { QueueUrl = aws.Queue.Url, MaxNumberOfMessages = max, MessageSystemAttributeNames = ["All"] };
        return (await aws.Sqs.ReceiveMessageAsync(request, Token)).Messages ?? [];
    }
}
