using Amazon.S3;
using Amazon.S3.Model;
using Amazon.SQS;
using Amazon.SQS.Model;
using Fluency.Ingest.FunctionalTests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests;

/// <summary>The server that is not of our making does what the other tests build on.</summary>
public sealed class FauxqsTests(Fauxqs fauxqs)
{
    readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;
    readonly string _name = $"smoke-{Guid.NewGuid():N}";

    [Fact]
    public async Task Fauxqs_PutObjectAndSendMessage_HandsOutBothUntilDeleted()
    {
        using var s3 = await fauxqs.CreateS3Async();
        using var sqs = await fauxqs.CreateSqsAsync();
        var queueUrl = (await sqs.CreateQueueAsync(_name, _cancellation)).QueueUrl;
        await s3.PutBucketAsync(_name, _cancellation);
        await s3.PutObjectAsync(new PutObjectRequest { BucketName = _name, Key = "a b+ü.json", ContentBody = "{\"Records\":[]}" }, _cancellation);
        await sqs.SendMessageAsync(queueUrl, "a b+ü.json", _cancellation);

        var message = await ReceiveOneAsync(sqs, queueUrl);
        (await ReadAsync(s3, message.Body)).Should().Be("{\"Records\":[]}");

        await sqs.DeleteMessageAsync(queueUrl, message.ReceiptHandle, _cancellation);
        await s3.DeleteObjectAsync(_name, message.Body, _cancellation);
        (await CountAsync(sqs, queueUrl)).Should().Be(0);
        var read = () => ReadAsync(s3, message.Body);
        await read.Should().ThrowAsync<NoSuchKeyException>();
    }

    async Task<Message> ReceiveOneAsync(AmazonSQSClient sqs, string queueUrl)
    {
        var reply = await sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = queueUrl, WaitTimeSeconds = 5 }, _cancellation);
        return reply.Messages.Should().ContainSingle().Subject;
    }

    async Task<string> ReadAsync(AmazonS3Client s3, string key)
    {
        using var reply = await s3.GetObjectAsync(_name, key, _cancellation);
        using var reader = new StreamReader(reply.ResponseStream);
        return await reader.ReadToEndAsync(_cancellation);
    }

    /// <summary>Messages in the queue, hidden ones too.</summary>
    async Task<int> CountAsync(AmazonSQSClient sqs, string queueUrl)
    {
        var reply = await sqs.GetQueueAttributesAsync(
            new GetQueueAttributesRequest { QueueUrl = queueUrl, AttributeNames = [QueueAttributeName.All] }, _cancellation);
        return reply.ApproximateNumberOfMessages + reply.ApproximateNumberOfMessagesNotVisible;
    }
}
