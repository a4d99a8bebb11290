using System.Net;
using System.Text;
using BenchmarkDotNet.Attributes;
using Fluency.Ingest.Sinks.Http;
using Fluency.Ingest.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fluency.Ingest.Benchmarks;

/// <summary>Stage 5: a batch rendered, compressed and sent by the sinks that speak HTTP, to a receiver that takes everything at once. The network is left out.</summary>
[MemoryDiagnoser]
public class HttpSinkBenchmarks : IDisposable
{
    const int Records = 1_000;
    const string Endpoint = "http://receiver.invalid";

    RecordBatch _batch = null!;
    HttpBatchWriter _collector = null!;
    HttpBatchWriter _webhook = null!;

    [Params(HttpCompression.None, HttpCompression.Gzip)]
    public HttpCompression Compression { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _batch = RecordBatches.Of(Trail.File(Records).Records.Select(static record => Encoding.UTF8.GetString(record.Span)));
        var collector = new HttpEventCollectorOptions { Endpoint = Endpoint, Token = "token", SourceType = "aws:cloudtrail", Compression = Compression };
        var collected = new HttpExchange(collector, keepCookies: false, TimeProvider.System, new TakingHandler());
        _collector = new HttpBatchWriter(new EventCollectorProtocol(collector, collected, NullLogger.Instance), collected, collector, NullLogger.Instance);
        var webhook = new WebhookOptions { Endpoint = Endpoint, SigningKey = "a-plain-text-key", Compression = Compression };
        var hooked = new HttpExchange(webhook, keepCookies: false, TimeProvider.System, new TakingHandler());
        _webhook = new HttpBatchWriter(new WebhookProtocol(webhook, hooked), hooked, webhook, NullLogger.Instance);
    }

    [Benchmark(OperationsPerInvoke = Records)]
    public ValueTask HttpEventCollector() => _collector.WriteAsync(_batch, CancellationToken.None);

    [Benchmark(OperationsPerInvoke = Records)]
    public ValueTask Webhook() => _webhook.WriteAsync(_batch, CancellationToken.None);

    [GlobalCleanup]
    public void Dispose()
    {
        _collector?.Dispose();
        _webhook?.Dispose();
        _batch?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Reads each body to its end, as a connection does, and takes it.</summary>
    sealed class TakingHandler : HttpMessageHandler
    {
        static readonly byte[] Success = """{"text":"Success","code":0}"""u8.ToArray();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await request.Content!.CopyToAsync(Stream.Null, cancellationToken);
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new ReadOnlyMemoryContent(Success) };
        }
    }
}
