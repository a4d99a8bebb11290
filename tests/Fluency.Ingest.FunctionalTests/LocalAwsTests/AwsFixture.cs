using Amazon.Runtime;
using Amazon.S3;
using Amazon.SecurityToken;
using Amazon.SQS;
using Fluency.Ingest.Testing;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.LocalAwsTests;

/// <summary>A <see cref="LocalAws"/> with real clients that do not retry, a bucket "logs" and a queue "trail".</summary>
sealed class AwsFixture : IAsyncDisposable
{
    readonly List<IDisposable> _clients = [];

    AwsFixture(LocalAws aws, FakeTimeProvider? time)
    {
        Aws = aws;
        Time = time!;
        S3 = CreateS3();
        Sqs = CreateSqs();
        Bucket = aws.S3.CreateBucket("logs");
        Queue = aws.Sqs.CreateQueue("trail");
    }

    public LocalAws Aws { get; }

    public FakeTimeProvider Time { get; }

    public AmazonS3Client S3 { get; }

    public AmazonSQSClient Sqs { get; }

    public LocalBucket Bucket { get; }

    public LocalQueue Queue { get; }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<AwsFixture> StartAsync() => new(await LocalAws.StartAsync(cancellationToken: Token), null);

    public static async Task<AwsFixture> StartWithFakeTimeAsync()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 0, 5, 0, TimeSpan.Zero));
        return new(await LocalAws.StartAsync(new LocalAwsOptions { TimeProvider = time }, Token), time);
    }

    public AmazonS3Client CreateS3(AWSCredentials? credentials = null, string region = "us-east-1")
    {
        var config = new AmazonS3Config { ServiceURL = Aws.ServiceUrl, ForcePathStyle = true, AuthenticationRegion = region, MaxErrorRetry = 0 };
        return Keep(new AmazonS3Client(credentials ?? new BasicAWSCredentials("AKIATEST", "secret"), config));
    }

    public AmazonSQSClient CreateSqs(AWSCredentials? credentials = null)
    {
        var config = new AmazonSQSConfig { ServiceURL = Aws.ServiceUrl, AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 };
        return Keep(new AmazonSQSClient(credentials ?? new BasicAWSCredentials("AKIATEST", "secret"), config));
    }

    public AmazonSecurityTokenServiceClient CreateSts(AWSCredentials? credentials = null)
    {
        var config = new AmazonSecurityTokenServiceConfig { ServiceURL = Aws.ServiceUrl, AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 };
        return Keep(new AmazonSecurityTokenServiceClient(credentials ?? new BasicAWSCredentials("AKIATEST", "secret"), config));
    }

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(static client => client.Dispose());
        await Aws.DisposeAsync();
    }

    T Keep<T>(T client)
        where T : IDisposable
    {
        _clients.Add(client);
        return client;
    }
}
