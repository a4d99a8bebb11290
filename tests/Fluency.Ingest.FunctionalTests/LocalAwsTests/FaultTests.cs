using Amazon.Runtime;
using Amazon.S3;
using Amazon.SQS;
using Amazon.SQS.Model;
using Fluency.Ingest.Testing;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.LocalAwsTests;

public class FaultTests
{
    static CancellationToken Token => AwsFixture.Token;

    [Fact]
    public async Task Answer_SlowDown_StrikesTheScriptedCallsOnly()
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Bucket.Put("k", Some.Bytes(10));
        var fault = aws.Aws.Faults.Add(new Fault { Service = AwsService.S3, Action = "GetObject", Bucket = "logs", Skip = 1, Times = 2, Effect = FaultEffect.Answer(503, "SlowDown") });

        var outcomes = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            outcomes.Add(await OutcomeAsync(aws));
        }

        outcomes.Should().Equal("ok", "SlowDown", "SlowDown", "ok", "ok");
        fault.Hits.Should().Be(2);
    }

    [Theory]
    [InlineData("other", "k", "GetObject")]
    [InlineData("logs", "j", "GetObject")]
    [InlineData("logs", "k", "HeadObject")]
    public async Task Match_AnyPartDiffers_DoesNotStrike(string bucket, string key, string action)
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Bucket.Put("k", Some.Bytes(10));
        var fault = aws.Aws.Faults.Add(new Fault { Bucket = bucket, Action = action, Key = name => name == key, Effect = FaultEffect.Answer(500, "InternalError") });

        (await OutcomeAsync(aws)).Should().Be("ok");
        fault.Hits.Should().Be(0);
    }

    [Fact]
    public async Task Probability_SameSeed_StrikesTheSameCalls()
    {
        var runs = new List<List<string>>();
        for (var run = 0; run < 2; run++)
        {
            await using var aws = await AwsFixture.StartAsync();
            aws.Bucket.Put("k", Some.Bytes(10));
            aws.Aws.Faults.Add(new Fault { Probability = 0.5, Seed = 7, Effect = FaultEffect.Answer(500, "InternalError") });
            var outcomes = new List<string>();
            for (var i = 0; i < 20; i++)
            {
                outcomes.Add(await OutcomeAsync(aws));
            }

            runs.Add(outcomes);
        }

        runs[1].Should().Equal(runs[0]);
        runs[0].Should().Contain("ok").And.Contain("InternalError");
    }

    [Fact]
    public async Task BareAnswer_HasNoBodyAndTheCodeOfTheStatus()
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Aws.Faults.Add(new Fault { Effect = FaultEffect.BareAnswer(503) });

        (await OutcomeAsync(aws)).Should().Be("ServiceUnavailable");
        aws.Aws.Requests.Single().Status.Should().Be(503);
        aws.Aws.Requests.Single().ErrorCode.Should().BeNull();
    }

    [Fact]
    public async Task Answer_ForSqs_IsTyped()
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Aws.Faults.Add(new Fault { Queue = "trail", Action = "ReceiveMessage", Times = 1, Effect = FaultEffect.Answer(403, "OverLimit") });
        aws.Aws.Faults.Add(new Fault { Queue = "trail", Action = "ReceiveMessage", Effect = FaultEffect.Answer(403, "RequestThrottled") });

        await FluentActions.Awaiting(() => aws.Sqs.ReceiveMessageAsync(aws.Queue.Url, Token)).Should().ThrowAsync<OverLimitException>();
        await FluentActions.Awaiting(() => aws.Sqs.ReceiveMessageAsync(aws.Queue.Url, Token)).Should().ThrowAsync<RequestThrottledException>();
    }

    [Fact]
    public async Task Delay_WaitsOnTheClock()
    {
        await using var aws = await AwsFixture.StartWithFakeTimeAsync();
        aws.Bucket.Put("k", Some.Bytes(10));
        var fault = aws.Aws.Faults.Add(new Fault { Effect = FaultEffect.Delay(TimeSpan.FromSeconds(10)) });
        var outcome = OutcomeAsync(aws);
        await fault.WaitForHitsAsync(1, Token);
        aws.Time.Advance(TimeSpan.FromSeconds(9));
        aws.Aws.Requests.Single().IsComplete.Should().BeFalse();

        aws.Time.Advance(TimeSpan.FromSeconds(1));

        (await outcome).Should().Be("ok");
    }

    [Fact]
    public async Task Hold_WaitsForTheRelease()
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Bucket.Put("k", Some.Bytes(10));
        var fault = aws.Aws.Faults.Add(new Fault { Effect = FaultEffect.Hold });
        var outcome = OutcomeAsync(aws);
        await fault.WaitForHitsAsync(1, Token);
        outcome.IsCompleted.Should().BeFalse();

        fault.Release();

        (await outcome).Should().Be("ok");
    }

    [Fact]
    public async Task Hold_ClientLeaves_EndsTheRequest()
    {
        await using var aws = await AwsFixture.StartAsync();
        var fault = aws.Aws.Faults.Add(new Fault { Effect = FaultEffect.Hold });
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var get = aws.S3.GetObjectAsync("logs", "k", leave.Token);
        await fault.WaitForHitsAsync(1, Token);

        await leave.CancelAsync();

        await FluentActions.Awaiting(() => get).Should().ThrowAsync<OperationCanceledException>();
        (await aws.Aws.Requests.WaitForAsync(static request => request.IsComplete, 1, Token)).Single().Status.Should().BeNull();
    }

    [Fact]
    public async Task CloseConnection_BeforeHeaders_IsAnHttpFailure()
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Queue.Send("one");
        var fault = aws.Aws.Faults.Add(new Fault { Effect = FaultEffect.CloseConnection });

        var receive = () => aws.Sqs.ReceiveMessageAsync(aws.Queue.Url, Token);

        await receive.Should().ThrowAsync<Exception>();
        fault.Hits.Should().BePositive();
        aws.Queue.Visible.Should().Be(1, "the action was not carried out");
    }

    [Fact]
    public async Task LoseAnswer_CarriesTheActionOut()
    {
        await using var aws = await AwsFixture.StartAsync();
        var fault = aws.Aws.Faults.Add(new Fault { Action = "SendMessage", Times = 1, Effect = FaultEffect.LoseAnswer });

        // The SDK sends again at once when a connection ends before an answer, so the message comes twice.
        await aws.Sqs.SendMessageAsync(aws.Queue.Url, "one", Token);

        fault.Hits.Should().Be(1);
        aws.Queue.Messages.Select(static message => message.Body).Should().Equal("one", "one");
    }

    [Fact]
    public async Task LoseAnswer_OfAHead_GivesNoStatus()
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Bucket.Put("k", Some.Bytes(10));
        aws.Aws.Faults.Add(new Fault { Action = "HeadObject", Effect = FaultEffect.LoseAnswer });
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Head, new Uri(aws.Aws.ServiceUrl + "/logs/k"));

        await FluentActions.Awaiting(() => http.SendAsync(request, Token)).Should().ThrowAsync<HttpRequestException>();

        aws.Aws.Requests.Should().OnlyContain(static logged => logged.Action == "HeadObject" && logged.Status == null);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(70_000)]
    [InlineData(199_999)]
    public async Task CutBody_GivesExactlyThoseBytesThenFails(int cut)
    {
        await using var aws = await AwsFixture.StartAsync();
        var bytes = Some.Bytes(200_000);
        aws.Bucket.Put("k", bytes);
        aws.Aws.Faults.Add(new Fault { Action = "GetObject", Effect = FaultEffect.CutBody(cut) });
        using var response = await aws.S3.GetObjectAsync("logs", "k", Token);
        using var got = new MemoryStream();

        var read = () => response.ResponseStream.CopyToAsync(got, 1000, Token);

        await read.Should().ThrowAsync<IOException>();
        response.ContentLength.Should().Be(200_000);
        got.ToArray().Should().Equal(bytes[..cut]);
    }

    [Fact]
    public async Task OpenEndedBody_EndsEarlyAndNobodyNotices()
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Bucket.Put("k", Some.Bytes(1000));
        aws.Aws.Faults.Add(new Fault { Action = "GetObject", Effect = FaultEffect.OpenEndedBody(400) });
        var http = new HttpClient();

        using var response = await http.GetAsync(new Uri($"{aws.Aws.ServiceUrl}/logs/k"), Token);

        response.Content.Headers.ContentLength.Should().Be(400, "HttpClient has counted what it got; there was no header");
        response.Headers.TransferEncodingChunked.Should().NotBe(true);
        (await response.Content.ReadAsByteArrayAsync(Token)).Should().Equal(Some.Bytes(1000)[..400]);
        http.Dispose();
    }

    [Fact]
    public async Task StallBody_Released_GoesOn()
    {
        await using var aws = await AwsFixture.StartAsync();
        var bytes = Some.Bytes(1000);
        aws.Bucket.Put("k", bytes);
        var fault = aws.Aws.Faults.Add(new Fault { Action = "GetObject", Effect = FaultEffect.StallBody(400) });
        using var response = await aws.S3.GetObjectAsync("logs", "k", Token);
        var head = new byte[400];
        await response.ResponseStream.ReadExactlyAsync(head, Token);
        var rest = Some.ReadAllAsync(response.ResponseStream);
        rest.IsCompleted.Should().BeFalse();

        fault.Release();

        head.Concat(await rest).Should().Equal(bytes);
    }

    [Fact]
    public async Task StallBody_ClientLeaves_EndsTheRequest()
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Bucket.Put("k", Some.Bytes(1000));
        aws.Aws.Faults.Add(new Fault { Action = "GetObject", Effect = FaultEffect.StallBody(400) });
        // Without the two seconds for which HttpClient hopes for the rest of a body that nobody wants.
        using var http = new HttpClient(new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero });
        var response = await http.GetAsync(new Uri($"{aws.Aws.ServiceUrl}/logs/k"), HttpCompletionOption.ResponseHeadersRead, Token);

        response.Dispose();

        await aws.Aws.Requests.WaitForAsync(static request => request.IsComplete, 1, Token);
    }

    [Fact]
    public async Task CorruptBody_ChangesOneByteThatTheSdkFindsAtTheEnd()
    {
        await using var aws = await AwsFixture.StartAsync();
        var bytes = Some.Bytes(1000);
        aws.Bucket.Put("k", bytes);
        aws.Aws.Faults.Add(new Fault { Action = "GetObject", Effect = FaultEffect.CorruptBody(500) });
        using var response = await aws.S3.GetObjectAsync("logs", "k", Token);
        var got = new byte[1000];
        await response.ResponseStream.ReadExactlyAsync(got, Token);

        var end = async () => await response.ResponseStream.ReadAsync(new byte[1], Token);

        await end.Should().ThrowAsync<AmazonClientException>();
        got.Zip(bytes).Count(static pair => pair.First != pair.Second).Should().Be(1);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("crc32")]
    [InlineData("crc64nvme")]
    public async Task WrongChecksum_RightBytes_TheSdkRefuses(string? algorithm)
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Bucket.Put("k", Some.Bytes(1000), new LocalPutOptions { ChecksumAlgorithm = algorithm });
        aws.Aws.Faults.Add(new Fault { Action = "GetObject", Effect = FaultEffect.WrongChecksum });
        using var response = await aws.S3.GetObjectAsync("logs", "k", Token);

        var read = () => Some.ReadAllAsync(response.ResponseStream);

        await read.Should().ThrowAsync<AmazonClientException>();
    }

    [Theory]
    [InlineData("crc32")]
    [InlineData("crc64nvme")]
    public async Task NoFault_KnownChecksum_TheSdkAccepts(string algorithm)
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Bucket.Put("k", Some.Bytes(1000), new LocalPutOptions { ChecksumAlgorithm = algorithm });
        using var response = await aws.S3.GetObjectAsync("logs", "k", Token);

        (await Some.ReadAllAsync(response.ResponseStream)).Should().Equal(Some.Bytes(1000));
    }

    [Fact]
    public async Task WrongMd5OfBody_TheSdkThrowsAndTheMessagesStayInFlight()
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Queue.Send("one");
        aws.Queue.Send("two");
        var fault = aws.Aws.Faults.Add(new Fault { Effect = FaultEffect.WrongMd5OfBody });

        var receive = () => aws.Sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = aws.Queue.Url, MaxNumberOfMessages = 10 }, Token);

        await receive.Should().ThrowAsync<AmazonSQSException>();
        aws.Queue.InFlight.Should().Be(2);
        fault.Hits.Should().Be(1);
    }

    [Fact]
    public async Task DuplicateMessage_ComesTwiceAndIsDeletedTwice()
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Queue.Send("one");
        aws.Aws.Faults.Add(new Fault { Times = 1, Effect = FaultEffect.DuplicateMessage });
        var first = (await aws.Sqs.ReceiveMessageAsync(aws.Queue.Url, Token)).Messages.Single();
        await aws.Sqs.DeleteMessageAsync(aws.Queue.Url, first.ReceiptHandle, Token);

        var second = (await aws.Sqs.ReceiveMessageAsync(aws.Queue.Url, Token)).Messages.Single();

        second.MessageId.Should().Be(first.MessageId);
        await aws.Sqs.DeleteMessageAsync(aws.Queue.Url, second.ReceiptHandle, Token);
        aws.Queue.Count.Should().Be(0);
    }

    [Fact]
    public async Task ReceiveFaults_EmptyQueue_AreNotUsedUp()
    {
        await using var aws = await AwsFixture.StartAsync();
        var fault = aws.Aws.Faults.Add(new Fault { Times = 1, Effect = FaultEffect.DuplicateMessage });

        await aws.Sqs.ReceiveMessageAsync(aws.Queue.Url, Token);

        fault.Hits.Should().Be(0);
    }

    [Fact]
    public async Task ShortBatch_GivesFewerThanThereAre()
    {
        await using var aws = await AwsFixture.StartAsync();
        Enumerable.Range(0, 10).ToList().ForEach(i => aws.Queue.Send($"{i}"));
        aws.Aws.Faults.Add(new Fault { Effect = FaultEffect.ShortBatch(3) });

        var received = await aws.Sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = aws.Queue.Url, MaxNumberOfMessages = 10 }, Token);

        received.Messages.Should().HaveCount(3);
        aws.Queue.Visible.Should().Be(7);
    }

    [Fact]
    public async Task FailEntries_Delete_FailsThoseAndDeletesTheOthers()
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Queue.Send("one");
        aws.Queue.Send("two");
        var received = (await aws.Sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = aws.Queue.Url, MaxNumberOfMessages = 10 }, Token)).Messages;
        aws.Aws.Faults.Add(new Fault { Action = "DeleteMessageBatch", Times = 1, Effect = FaultEffect.FailEntries(entries: static i => i == 0) });

        var response = await aws.Sqs.DeleteMessageBatchAsync(aws.Queue.Url, [.. received.Select(static (message, i) => new DeleteMessageBatchRequestEntry($"{i}", message.ReceiptHandle))], Token);

        response.Failed.Single().Id.Should().Be("0");
        response.Failed.Single().SenderFault.Should().BeFalse();
        response.Failed.Single().Code.Should().Be("InternalError");
        response.Successful.Single().Id.Should().Be("1");
        aws.Queue.Messages.Select(static message => message.Body).Should().Equal("one");
    }

    [Fact]
    public async Task Clear_LetsGoWhatIsHeld()
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Bucket.Put("k", Some.Bytes(10));
        var fault = aws.Aws.Faults.Add(new Fault { Effect = FaultEffect.Hold });
        var outcome = OutcomeAsync(aws);
        await fault.WaitForHitsAsync(1, Token);

        aws.Aws.Faults.Clear();

        (await outcome).Should().Be("ok");
    }

    static async Task<string> OutcomeAsync(AwsFixture aws)
    {
        try
        {
            using var response = await aws.S3.GetObjectAsync("logs", "k", Token);
            return "ok";
        }
        catch (AmazonS3Exception exception)
        {
            return exception.ErrorCode;
        }
    }
}
