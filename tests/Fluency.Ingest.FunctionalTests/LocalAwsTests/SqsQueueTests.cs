using Amazon.SQS.Model;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.LocalAwsTests;

public class SqsQueueTests
{
    static CancellationToken Token => AwsFixture.Token;

    [Fact]
    public async Task CreateQueue_WithAttributes_IsFoundWithThem()
    {
        await using var aws = await AwsFixture.StartAsync();
        var dead = aws.Aws.Sqs.CreateQueue("dead");
        var attributes = new Dictionary<string, string>
        {
            ["VisibilityTimeout"] = "120",
            ["ReceiveMessageWaitTimeSeconds"] = "20",
            ["RedrivePolicy"] = $$"""{"deadLetterTargetArn":"{{dead.Arn}}","maxReceiveCount":"3"}""",
        };

        var created = await aws.Sqs.CreateQueueAsync(new CreateQueueRequest { QueueName = "new", Attributes = attributes }, Token);

        created.QueueUrl.Should().Be($"{aws.Aws.ServiceUrl}/111122223333/new");
        (await aws.Sqs.GetQueueUrlAsync("new", Token)).QueueUrl.Should().Be(created.QueueUrl);
        var read = await aws.Sqs.GetQueueAttributesAsync(created.QueueUrl, ["All"], Token);
        read.VisibilityTimeout.Should().Be(120);
        read.Attributes["ReceiveMessageWaitTimeSeconds"].Should().Be("20");
        read.Attributes["RedrivePolicy"].Should().Be($$"""{"deadLetterTargetArn":"{{dead.Arn}}","maxReceiveCount":3}""");
        aws.Aws.Sqs.FindQueue("new")!.DeadLetterQueue.Should().BeSameAs(dead);
    }

    [Fact]
    public async Task CreateQueue_AgainWithOtherAttributes_IsQueueNameExists()
    {
        await using var aws = await AwsFixture.StartAsync();
        await aws.Sqs.CreateQueueAsync(new CreateQueueRequest { QueueName = "trail" }, Token);

        var create = () => aws.Sqs.CreateQueueAsync(new CreateQueueRequest { QueueName = "trail", Attributes = new() { ["VisibilityTimeout"] = "1" } }, Token);

        await create.Should().ThrowAsync<QueueNameExistsException>();
    }

    [Fact]
    public async Task AnyAction_MissingQueue_IsQueueDoesNotExist()
    {
        await using var aws = await AwsFixture.StartAsync();
        var url = aws.Queue.Url + "-not";

        await FluentActions.Awaiting(() => aws.Sqs.GetQueueUrlAsync("trail-not", Token)).Should().ThrowAsync<QueueDoesNotExistException>();
        await FluentActions.Awaiting(() => aws.Sqs.ReceiveMessageAsync(url, Token)).Should().ThrowAsync<QueueDoesNotExistException>();
        await FluentActions.Awaiting(() => aws.Sqs.SendMessageAsync(url, "x", Token)).Should().ThrowAsync<QueueDoesNotExistException>();
        await FluentActions.Awaiting(() => aws.Sqs.DeleteMessageAsync(url, "x", Token)).Should().ThrowAsync<QueueDoesNotExistException>();
        await FluentActions.Awaiting(() => aws.Sqs.GetQueueAttributesAsync(url, ["All"], Token)).Should().ThrowAsync<QueueDoesNotExistException>();
    }

    [Fact]
    public async Task GetQueueAttributes_Counters_AreExact()
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Queue.Send("one");
        aws.Queue.Send("two");
        aws.Queue.Send("three", TimeSpan.FromMinutes(1));
        await aws.Sqs.ReceiveMessageAsync(aws.Queue.Url, Token);

        var read = await aws.Sqs.GetQueueAttributesAsync(aws.Queue.Url, ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed"], Token);

        read.ApproximateNumberOfMessages.Should().Be(1);
        read.ApproximateNumberOfMessagesNotVisible.Should().Be(1);
        read.ApproximateNumberOfMessagesDelayed.Should().Be(1);
        aws.Queue.ToString().Should().Be("trail: 1 visible, 1 in flight, 1 delayed");
    }

    [Fact]
    public async Task GetQueueAttributes_UnknownName_IsInvalidAttributeName()
    {
        await using var aws = await AwsFixture.StartAsync();

        var get = () => aws.Sqs.GetQueueAttributesAsync(aws.Queue.Url, ["Nonsense"], Token);

        await get.Should().ThrowAsync<InvalidAttributeNameException>();
    }

    [Fact]
    public async Task SetQueueAttributes_VisibilityTimeout_CountsFromTheNextReceive()
    {
        await using var aws = await AwsFixture.StartWithFakeTimeAsync();
        await aws.Sqs.SetQueueAttributesAsync(aws.Queue.Url, new Dictionary<string, string> { ["VisibilityTimeout"] = "5" }, Token);
        aws.Queue.Send("one");
        await aws.Sqs.ReceiveMessageAsync(aws.Queue.Url, Token);

        aws.Time.Advance(TimeSpan.FromSeconds(5));

        aws.Queue.Visible.Should().Be(1);
    }

    [Fact]
    public async Task PurgeQueue_DeletesAll()
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Queue.Send("one");
        aws.Queue.Send("two");
        await aws.Sqs.ReceiveMessageAsync(aws.Queue.Url, Token);

        await aws.Sqs.PurgeQueueAsync(aws.Queue.Url, Token);

        aws.Queue.Count.Should().Be(0);
        aws.Queue.InFlight.Should().Be(0);
    }

    [Fact]
    public async Task ListQueues_Prefix_GivesThose()
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Aws.Sqs.CreateQueue("other");

        (await aws.Sqs.ListQueuesAsync("tr", Token)).QueueUrls.Should().Equal(aws.Queue.Url);
        (await aws.Sqs.ListQueuesAsync("none", Token)).QueueUrls.Should().BeNull("as on AWS an empty list is left out");
    }

    [Fact]
    public async Task DeleteQueue_IsGone()
    {
        await using var aws = await AwsFixture.StartAsync();

        await aws.Sqs.DeleteQueueAsync(aws.Queue.Url, Token);

        aws.Aws.Sqs.FindQueue("trail").Should().BeNull();
    }

    [Fact]
    public async Task Retention_Over_ForgetsTheMessage()
    {
        await using var aws = await AwsFixture.StartWithFakeTimeAsync();
        aws.Queue.Retention = TimeSpan.FromHours(1);
        aws.Queue.Send("one");

        aws.Time.Advance(TimeSpan.FromHours(1));

        aws.Queue.Count.Should().Be(0);
        (await aws.Sqs.ReceiveMessageAsync(aws.Queue.Url, Token)).Messages.Should().BeNull();
    }
}
