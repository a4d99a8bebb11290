using System.Net;
using System.Text;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.SQS;
using Amazon.SQS.Model;
using Fluency.Ingest.Notifications;

namespace Fluency.Ingest.FunctionalTests.EndToEnd;

/// <summary>A bucket and a queue of one test on some endpoint, made and filled by the real AWS SDK as S3 and an operator would.</summary>
sealed class Trail : IDisposable
{
    readonly Uri _endpoint;
    readonly AmazonS3Client _s3;
    readonly AmazonSQSClient _sqs;

    Trail(Uri endpoint)
    {
        _endpoint = endpoint;
        var credentials = new BasicAWSCredentials("test", "test");
        _s3 = new AmazonS3Client(credentials, new AmazonS3Config { ServiceURL = endpoint.AbsoluteUri, AuthenticationRegion = "us-east-1", ForcePathStyle = true });
        _sqs = new AmazonSQSClient(credentials, new AmazonSQSConfig { ServiceURL = endpoint.AbsoluteUri, AuthenticationRegion = "us-east-1" });
    }

    public string Bucket { get; } = $"logs-{Guid.NewGuid():n}";

    public string QueueUrl { get; private set; } = "";

    public string? DeadLetterQueueUrl { get; private set; }

    /// <summary>Makes the bucket and the queue; with a dead-letter queue if a message may be received only so often.</summary>
    public static async Task<Trail> CreateAsync(Uri endpoint, CancellationToken cancellationToken, int? maxReceiveCount = null)
    {
        var trail = new Trail(endpoint);
        await trail._s3.PutBucketAsync(trail.Bucket, cancellationToken);
        var attributes = new Dictionary<string, string>();
        if (maxReceiveCount is { } count)
        {
            trail.DeadLetterQueueUrl = await trail.CreateQueueAsync("dead", attributes, cancellationToken);
            var arn = await trail._sqs.GetQueueAttributesAsync(trail.DeadLetterQueueUrl, ["QueueArn"], cancellationToken);
            attributes["RedrivePolicy"] = $$"""{"deadLetterTargetArn":"{{arn.QueueARN}}","maxReceiveCount":{{count}}}""";
        }

        trail.QueueUrl = await trail.CreateQueueAsync("trail", attributes, cancellationToken);
        return trail;
    }

    public S3NotificationOptions Options() => new()
    {
        QueueUrl = QueueUrl,
        Region = "us-east-1",
        ServiceUrl = _endpoint.AbsoluteUri,
        ForcePathStyle = true,
        AccessKeyId = "test",
        SecretAccessKey = "test",

        // Tests that look at the order look at that of sending.
        MaxConcurrentReceives = 1,
    };

    /// <summary>Puts an object and tells the queue of it.</summary>
    public async Task AddAsync(string key, byte[] content, CancellationToken cancellationToken)
    {
        await PutAsync(key, content, cancellationToken);
        await SendAsync(EventOf(key), cancellationToken);
    }

    public async Task PutAsync(string key, byte[] content, CancellationToken cancellationToken) =>
        await _s3.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = key, InputStream = new MemoryStream(content) }, cancellationToken);

    public Task SendAsync(string body, CancellationToken cancellationToken) => _sqs.SendMessageAsync(QueueUrl, body, cancellationToken);

    /// <summary>The body that S3 sends for new objects: keys encoded as in a form.</summary>
    public string EventOf(params string[] keys) => $"{{\"Records\":[{string.Join(',', keys.Select(EntryOf))}]}}";

    /// <summary>Messages that are in a queue, whether hidden or not.</summary>
    public async Task<int> CountAsync(string queueUrl, CancellationToken cancellationToken)
    {
        var attributes = await _sqs.GetQueueAttributesAsync(queueUrl, ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"], cancellationToken);
        return attributes.ApproximateNumberOfMessages + attributes.ApproximateNumberOfMessagesNotVisible;
    }

    public void Dispose()
    {
        _s3.Dispose();
        _sqs.Dispose();
    }

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    string EntryOf(string key) =>
        """{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"us-east-1","eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"BUCKET"},"object":{"key":"KEY"}}}"""
            .Replace("BUCKET", Bucket, StringComparison.Ordinal).Replace("KEY", WebUtility.UrlEncode(key), StringComparison.Ordinal);

    async Task<string> CreateQueueAsync(string name, Dictionary<string, string> attributes, CancellationToken cancellationToken) =>
        (await _sqs.CreateQueueAsync(new CreateQueueRequest { QueueName = $"{name}-{Guid.NewGuid():n}", Attributes = attributes }, cancellationToken)).QueueUrl;
}
