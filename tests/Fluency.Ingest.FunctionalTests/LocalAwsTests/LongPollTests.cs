using System.Net.Sockets;
using System.Text;
using Amazon.SQS.Model;
using Fluency.Ingest.Testing;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.LocalAwsTests;

public class LongPollTests
{
    static CancellationToken Token => AwsFixture.Token;

    [Fact]
    public async Task LongPoll_Send_WakesIt()
    {
        await using var aws = await AwsFixture.StartWithFakeTimeAsync();
        var poll = PollAsync(aws, Token);
        await aws.Queue.WaitUntilAsync(static queue => queue.WaitingReceives == 1, Token);

        aws.Queue.Send("one");

        (await poll).Single().Body.Should().Be("one");
    }

    [Fact]
    public async Task LongPoll_TimeOver_EndsEmpty()
    {
        await using var aws = await AwsFixture.StartWithFakeTimeAsync();
        var poll = PollAsync(aws, Token);
        await aws.Queue.WaitUntilAsync(static queue => queue.WaitingReceives == 1, Token);
        aws.Time.Advance(TimeSpan.FromSeconds(19));
        aws.Queue.WaitingReceives.Should().Be(1);

        aws.Time.Advance(TimeSpan.FromSeconds(1));

        (await poll).Should().BeEmpty();
    }

    [Fact]
    public async Task LongPoll_VisibilityEnds_WakesIt()
    {
        await using var aws = await AwsFixture.StartWithFakeTimeAsync();
        aws.Queue.VisibilityTimeout = TimeSpan.FromSeconds(5);
        aws.Queue.Send("one");
        await PollAsync(aws, Token);
        var poll = PollAsync(aws, Token);
        await aws.Queue.WaitUntilAsync(static queue => queue.WaitingReceives == 1, Token);

        aws.Time.Advance(TimeSpan.FromSeconds(5));

        (await poll).Single().Attributes["ApproximateReceiveCount"].Should().Be("2");
    }

    [Fact]
    public async Task LongPoll_MessageReturned_WakesIt()
    {
        await using var aws = await AwsFixture.StartWithFakeTimeAsync();
        aws.Queue.Send("one");
        var first = (await PollAsync(aws, Token)).Single();
        var poll = PollAsync(aws, Token);
        await aws.Queue.WaitUntilAsync(static queue => queue.WaitingReceives == 1, Token);

        await aws.Sqs.ChangeMessageVisibilityAsync(aws.Queue.Url, first.ReceiptHandle, 0, Token);

        (await poll).Single().MessageId.Should().Be(first.MessageId);
    }

    [Fact]
    public async Task LongPoll_QueueDefault_IsUsed()
    {
        await using var aws = await AwsFixture.StartWithFakeTimeAsync();
        aws.Queue.ReceiveWait = TimeSpan.FromSeconds(20);
        var poll = aws.Sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = aws.Queue.Url }, Token);
        await aws.Queue.WaitUntilAsync(static queue => queue.WaitingReceives == 1, Token);

        aws.Queue.Send("one");

        (await poll).Messages.Should().HaveCount(1);
    }

    [Fact]
    public async Task LongPoll_ClientCancels_EndsAndSwallowsNothing()
    {
        await using var aws = await AwsFixture.StartWithFakeTimeAsync();
        await CancelAPollAsync(aws);
        await aws.Queue.WaitUntilAsync(static queue => queue.WaitingReceives == 0, Token);

        aws.Queue.Send("one");

        aws.Queue.Visible.Should().Be(1);
        (await PollAsync(aws, Token)).Single().Attributes["ApproximateReceiveCount"].Should().Be("1");
    }

    [Fact]
    public async Task LongPoll_ConnectionJustClosed_SwallowsNothing()
    {
        await using var aws = await AwsFixture.StartWithFakeTimeAsync();
        for (var i = 0; i < 50; i++)
        {
            using (var client = new TcpClient())
            {
                await client.ConnectAsync("127.0.0.1", new Uri(aws.Aws.ServiceUrl).Port, Token);
                await client.GetStream().WriteAsync(RawPoll(aws), Token);
                await aws.Queue.WaitUntilAsync(static queue => queue.WaitingReceives == 1, Token);
            }

            // At once, before the server can have heard of it: only the kernel knows.
            aws.Queue.Send($"{i}");
            await aws.Queue.WaitUntilAsync(static queue => queue.WaitingReceives == 0, Token);
            aws.Queue.Visible.Should().Be(1);
            aws.Queue.Purge();
        }
    }

    [Fact]
    public async Task LostPoll_ClientCancels_SwallowsTheNextMessage()
    {
        await using var aws = await AwsFixture.StartWithFakeTimeAsync();
        aws.Aws.Faults.Add(new Fault { Action = "ReceiveMessage", Times = 1, Effect = FaultEffect.LostPoll });
        await CancelAPollAsync(aws);

        aws.Queue.Send("one");

        await aws.Queue.WaitUntilAsync(static queue => queue.InFlight == 1, Token);
        aws.Time.Advance(TimeSpan.FromSeconds(30));
        (await PollAsync(aws, Token)).Single().Attributes["ApproximateReceiveCount"].Should().Be("2");
    }

    [Fact]
    public async Task LongPolls_ManyConsumers_EachMessageGoesToOne()
    {
        await using var aws = await AwsFixture.StartAsync();
        var consumers = Enumerable.Range(0, 8).Select(async _ =>
        {
            var bodies = new List<string>();
            while (await PollAsync(aws, Token) is { Count: > 0 } received && received[0].Body != "end")
            {
                bodies.AddRange(received.Select(static message => message.Body));
                await aws.Sqs.DeleteMessageBatchAsync(aws.Queue.Url, [.. received.Select(static (message, i) => new DeleteMessageBatchRequestEntry($"{i}", message.ReceiptHandle))], Token);
            }

            return bodies;
        }).ToList();
        for (var i = 0; i < 200; i++)
        {
            aws.Queue.Send($"{i}");
        }

        await aws.Queue.WaitUntilEmptyAsync(Token);
        // One message a receive, so that each consumer gets one end.
        aws.Aws.Faults.Add(new Fault { Effect = FaultEffect.ShortBatch(1) });
        consumers.ForEach(_ => aws.Queue.Send("end"));

        (await Task.WhenAll(consumers)).SelectMany(static bodies => bodies).Where(static body => body != "end").Should().BeEquivalentTo(Enumerable.Range(0, 200).Select(static i => $"{i}"));
    }

    [Fact]
    public async Task Dispose_WhileAPollWaits_EndsItAtOnce()
    {
        var aws = await AwsFixture.StartWithFakeTimeAsync();
        var poll = PollAsync(aws, Token);
        await aws.Queue.WaitUntilAsync(static queue => queue.WaitingReceives == 1, Token);

        await aws.Aws.DisposeAsync();

        await FluentActions.Awaiting(() => poll).Should().ThrowAsync<Exception>();
        await aws.DisposeAsync();
    }

    static byte[] RawPoll(AwsFixture aws)
    {
        var body = $$"""{"QueueUrl":"{{aws.Queue.Url}}","WaitTimeSeconds":20}""";
        return Encoding.ASCII.GetBytes($"POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AmazonSQS.ReceiveMessage\r\nContent-Length: {body.Length}\r\n\r\n{body}");
    }

    static async Task CancelAPollAsync(AwsFixture aws)
    {
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var poll = PollAsync(aws, leave.Token);
        await aws.Queue.WaitUntilAsync(static queue => queue.WaitingReceives == 1, Token);
        await leave.CancelAsync();
        await FluentActions.Awaiting(() => poll).Should().ThrowAsync<OperationCanceledException>();
    }

    static async Task<List<Message>> PollAsync(AwsFixture aws, CancellationToken token)
    {
        var request = new ReceiveMessageRequest { QueueUrl = aws.Queue.Url, MaxNumberOfMessages = 10, WaitTimeSeconds = 20, MessageSystemAttributeNames = ["All"] };
        return (await aws.Sqs.ReceiveMessageAsync(request, token)).Messages ?? [];
    }
}
