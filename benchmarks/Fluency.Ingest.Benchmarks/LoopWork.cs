using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.SQS;
using Amazon.SQS.Model;
using Fluency.Ingest.Notifications;
using Microsoft.Extensions.DependencyInjection;

namespace Fluency.Ingest.Benchmarks;

/// <summary>The same messages, collected in several ways.</summary>
sealed class LoopWork : IDisposable
{
    const int Loops = 4;
    const int Concurrency = 32;
    const int BodyBytes = 128 * 1024;

    readonly ILoopEndpoint _endpoint;
    readonly Uri _url;
    readonly int _messages;
    readonly string _queueUrl;
    readonly AmazonSQSClient _sqs;
    readonly AmazonS3Client _s3;
    readonly DirectClient _direct;
    readonly HttpClient _http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) });

    public LoopWork(ILoopEndpoint endpoint, int messages)
    {
        _endpoint = endpoint;
        _url = endpoint.Url;
        _messages = messages;
        _queueUrl = endpoint.QueueUrl;
        var credentials = new BasicAWSCredentials("AKIATEST", "secret");
        _sqs = new AmazonSQSClient(credentials, new AmazonSQSConfig { ServiceURL = _url.ToString(), AuthenticationRegion = "us-east-1" });
        _s3 = new AmazonS3Client(credentials, S3Config());
        _direct = new DirectClient(credentials, S3Config(), LoopFile.Bucket);
    }

    /// <summary>Puts the messages into the queue.</summary>
    public Task RefillAsync() => _endpoint.RefillAsync(_messages);

    /// <summary>The loop that one would write: every record parsed and taken out as text.</summary>
    public Task<long> BaselineAsync() => ReceiveAllAsync(async message =>
    {
        using var notification = JsonDocument.Parse(message.Body);
        foreach (var record in notification.RootElement.GetProperty("Records").EnumerateArray())
        {
            var s3 = record.GetProperty("s3");
            using var response = await _s3.GetObjectAsync(s3.GetProperty("bucket").GetProperty("name").GetString(), Uri.UnescapeDataString(s3.GetProperty("object").GetProperty("key").GetString()!));
            await using var gzip = new GZipStream(response.ResponseStream, CompressionMode.Decompress);
            using var document = await JsonDocument.ParseAsync(gzip);
            var length = 0L;
            foreach (var item in document.RootElement.GetProperty("Records").EnumerateArray())
            {
                length += item.GetRawText().Length;
            }

            ArgumentOutOfRangeException.ThrowIfZero(length);
        }
    });

    /// <summary>The calls alone: bodies are read into a buffer and forgotten.</summary>
    public Task<long> BareAsync()
    {
        var number = 0;
        return ReceiveAllAsync(async _ => await GetAsync(_s3, Interlocked.Increment(ref number) % LoopFile.Count, new byte[4096]));
    }

    /// <summary>The library, to a sink that keeps nothing.</summary>
    /// <param name="isDirect">Whether objects are read by the trial of a direct transport.</param>
    /// <param name="maxOpenObjects">The pipe's option, if it is not to be the default.</param>
    public async Task<long> PipeAsync(bool isDirect, int? maxOpenObjects = null)
    {
        var options = new S3NotificationOptions
        {
            QueueUrl = _queueUrl,
            Region = "us-east-1",
            ServiceUrl = _url.ToString(),
            ForcePathStyle = true,
            AccessKeyId = "AKIATEST",
            SecretAccessKey = "secret",
            WaitTime = TimeSpan.Zero,
        };
        await using var source = new S3NotificationSource(options, s3: isDirect ? _direct : null);
        await using var pipe = Pipe.CreateBuilder("loop")
            .From(source)
            .Route(static route => route.ToNull())
            .Configure(options => options.MaxOpenObjects = maxOpenObjects ?? options.MaxOpenObjects)
            .Build();
        var done = await pipe.RunUntilEmptyAsync();
        return done.Records.Delivered / LoopFile.Records;
    }

    /// <summary>The objects by plain HTTP, with headers as long as a signature's.</summary>
    public Task<long> HttpGetsAsync() => GetAllAsync(async (number, buffer) =>
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_url, $"/{LoopFile.Bucket}/{LoopFile.KeyOf(number)}"));
        request.Headers.TryAddWithoutValidation("x-amz-content-sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        request.Headers.TryAddWithoutValidation("x-amz-date", "20260102T000500Z");
        request.Headers.TryAddWithoutValidation("Authorization", "AWS4-HMAC-SHA256 Credential=AKIATEST/20260102/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        await ReadAsync(body, buffer);
    });

    /// <summary>The objects by the SDK.</summary>
    public Task<long> SdkGetsAsync() => GetAllAsync((number, buffer) => GetAsync(_s3, number, buffer));

    /// <summary>The objects by the trial of a direct transport.</summary>
    public Task<long> DirectGetsAsync() => GetAllAsync((number, buffer) => GetAsync(_direct, number, buffer));

    public void Dispose()
    {
        _sqs.Dispose();
        _s3.Dispose();
        _direct.Dispose();
        _http.Dispose();
    }

    AmazonS3Config S3Config() => new() { ServiceURL = _url.ToString(), AuthenticationRegion = "us-east-1", ForcePathStyle = true };

    static async Task GetAsync(AmazonS3Client client, int number, byte[] buffer)
    {
        using var response = await client.GetObjectAsync(new GetObjectRequest { BucketName = LoopFile.Bucket, Key = LoopFile.KeyOf(number) });
        await ReadAsync(response.ResponseStream, buffer);
    }

    static async Task ReadAsync(Stream body, byte[] buffer)
    {
        while (await body.ReadAsync(buffer) > 0)
        {
        }
    }

    async Task<long> ReceiveAllAsync(Func<Message, Task> collectAsync)
    {
        var counts = await Task.WhenAll(Enumerable.Range(0, Loops).Select(_ => LoopAsync(collectAsync)));
        return counts.Sum();
    }

    async Task<long> LoopAsync(Func<Message, Task> collectAsync)
    {
        for (var count = 0L; ;)
        {
            var received = await _sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = _queueUrl, MaxNumberOfMessages = 10, WaitTimeSeconds = 1 });
            if (received.Messages is not { Count: > 0 } messages)
            {
                return count;
            }

            await Task.WhenAll(messages.Select(collectAsync));
            var entries = messages.Select(static (message, at) => new DeleteMessageBatchRequestEntry(at.ToString(CultureInfo.InvariantCulture), message.ReceiptHandle));
            var deleted = await _sqs.DeleteMessageBatchAsync(_queueUrl, [.. entries]);
            count += deleted.Successful.Count;
        }
    }

    async Task<long> GetAllAsync(Func<int, byte[], Task> getAsync)
    {
        var next = 0;
        await Task.WhenAll(Enumerable.Range(0, Concurrency).Select(async _ =>
        {
            var buffer = new byte[BodyBytes];
            while (Interlocked.Increment(ref next) is var number && number <= _messages)
            {
                await getAsync(number % LoopFile.Count, buffer);
            }
        }));
        return _messages;
    }
}
