using System.Globalization;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace Fluency.Ingest.Benchmarks;

/// <summary>A server of S3 and SQS that is not of our making and runs already, such as the one in <c>tests/fauxqs</c>.</summary>
sealed class LoopServer : ILoopEndpoint
{
    const int BatchSize = 10;

    readonly AmazonSQSClient _sqs;
    readonly string[] _notifications = [.. Enumerable.Range(0, LoopFile.Count).Select(static number => new LoopFile(number).Notification)];

    LoopServer(Uri url, AmazonSQSClient sqs, string queueUrl)
    {
        Url = url;
        _sqs = sqs;
        QueueUrl = queueUrl;
    }

    public Uri Url { get; }

    public string QueueUrl { get; }

    /// <summary>Makes the queue and the bucket, and fills the bucket.</summary>
    public static async Task<LoopServer> OpenAsync(Uri url)
    {
        var credentials = new BasicAWSCredentials("AKIATEST", "secret");
        using var s3 = new AmazonS3Client(credentials, new AmazonS3Config { ServiceURL = url.ToString(), AuthenticationRegion = "us-east-1", ForcePathStyle = true });
        await s3.PutBucketAsync(LoopFile.Bucket);
        foreach (var file in Enumerable.Range(0, LoopFile.Count).Select(static number => new LoopFile(number)))
        {
            await s3.PutObjectAsync(new PutObjectRequest { BucketName = LoopFile.Bucket, Key = file.Key, InputStream = new MemoryStream(file.Bytes) });
        }

        var sqs = new AmazonSQSClient(credentials, new AmazonSQSConfig { ServiceURL = url.ToString(), AuthenticationRegion = "us-east-1" });
        var queue = await sqs.CreateQueueAsync("trail");
        return new LoopServer(url, sqs, queue.QueueUrl);
    }

    public async Task RefillAsync(int messages)
    {
        for (var first = 0; first < messages; first += BatchSize)
        {
            var entries = Enumerable.Range(first, BatchSize).Select(number => new SendMessageBatchRequestEntry(number.ToString(CultureInfo.InvariantCulture), _notifications[number % LoopFile.Count]));
            await _sqs.SendMessageBatchAsync(QueueUrl, [.. entries]);
        }
    }

    public ValueTask DisposeAsync()
    {
        _sqs.Dispose();
        return ValueTask.CompletedTask;
    }
}
