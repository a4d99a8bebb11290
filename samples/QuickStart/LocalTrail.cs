using Fluency.Ingest.Notifications;
using Fluency.Ingest.Testing;
using Fluency.Ingest.Testing.Generation;

namespace QuickStart;

/// <summary>A trail without an AWS account: a bucket of generated CloudTrail files that tells a queue of each.</summary>
sealed class LocalTrail : IAsyncDisposable
{
    readonly LocalAws _aws;
    readonly LocalQueue _queue;

    LocalTrail(LocalAws aws, LocalQueue queue)
    {
        _aws = aws;
        _queue = queue;
    }

    public static async Task<LocalTrail> StartAsync(int files)
    {
        var aws = await LocalAws.StartAsync();
        var bucket = aws.S3.CreateBucket("example-trail");
        var queue = aws.Sqs.CreateQueue("trail");
        bucket.NotifyQueue(queue);
        foreach (var file in new CloudTrailGenerator(seed: 1).Files(files))
        {
            bucket.Put(file.Key, file.Bytes);
        }

        return new LocalTrail(aws, queue);
    }

    /// <summary>Any credentials are good enough for it.</summary>
    public void Connect(S3NotificationOptions source)
    {
        source.QueueUrl = _queue.Url;
        source.ServiceUrl = _aws.ServiceUrl;
        source.Region = _aws.Region;
        source.ForcePathStyle = true;
        source.AccessKeyId = "example";
        source.SecretAccessKey = "example";
    }

    public ValueTask DisposeAsync() => _aws.DisposeAsync();
}
