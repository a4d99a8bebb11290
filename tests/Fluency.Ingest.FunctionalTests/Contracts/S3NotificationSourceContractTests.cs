using Fluency.Ingest.Notifications;
using Fluency.Ingest.Testing;

namespace Fluency.Ingest.FunctionalTests.Contracts;

public sealed class S3NotificationSourceContractTests : SourceContract
{
    LocalAws? _aws;
    S3NotificationSource? _source;

    public override async ValueTask DisposeAsync()
    {
        if (_source is not null)
        {
            await _source.DisposeAsync();
        }

        if (_aws is not null)
        {
            await _aws.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    protected override async Task<ISource> CreateAsync(IReadOnlyList<(string Name, byte[] Content)> contents)
    {
        _aws = await LocalAws.StartAsync();
        var queue = _aws.Sqs.CreateQueue("trail");
        var bucket = _aws.S3.CreateBucket("logs");
        bucket.NotifyQueue(queue);
        foreach (var (name, content) in contents)
        {
            bucket.Put(name, content);
        }

        _source = new S3NotificationSource(new S3NotificationOptions
        {
            QueueUrl = queue.Url,
            Region = "us-east-1",
            ServiceUrl = _aws.ServiceUrl,
            ForcePathStyle = true,
            AccessKeyId = "test",
            SecretAccessKey = "test",
            // Tests that look at the order look at that of sending.
            MaxConcurrentReceives = 1,
        });
        return _source;
    }
}
