using System.Text;
using Fluency.Ingest.Sinks.Http;
using Fluency.Ingest.Testing;
using Xunit;

namespace Fluency.Ingest.Tests.Sinks.Http;

/// <summary>Sinks before a collector in this process, and what they throw.</summary>
static class SomeCollector
{
    public static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static Task<LocalCollector> StartAsync(Action<LocalCollectorOptions>? configure = null)
    {
        var options = new LocalCollectorOptions();
        configure?.Invoke(options);
        return LocalCollector.StartAsync(options, Cancelled);
    }

    public static HttpEventCollectorSink Sink(this LocalCollector collector, Action<HttpEventCollectorOptions>? configure = null, TimeProvider? time = null)
    {
        var options = new HttpEventCollectorOptions { Endpoint = collector.Url, Token = collector.Token };
        configure?.Invoke(options);
        return new HttpEventCollectorSink(options, time: time);
    }

    public static WebhookSink Webhook(this LocalCollector collector, Action<WebhookOptions>? configure = null)
    {
        var options = new WebhookOptions { Endpoint = collector.WebhookUrl };
        configure?.Invoke(options);
        return new WebhookSink(options);
    }

    /// <summary>Writes and gives what was thrown.</summary>
    public static async Task<SinkException> FailAsync(this ISink sink, RecordBatch batch) =>
        await Assert.ThrowsAsync<SinkException>(async () => await sink.WriteAsync(batch, Cancelled));

    public static ValueTask WriteAsync(this ISink sink, params string[] records) => sink.WriteAsync(Batches.Of(records), Cancelled);

    public static string[] Numbered(int count) => [.. Enumerable.Range(0, count).Select(Record)];

    public static string Record(int number) => $$"""{"number":{{number}}}""";

    public static string[] Bodies(this LocalCollector collector) => [.. collector.Requests.Where(request => request.Path == CollectorPath.Events).Select(request => Encoding.UTF8.GetString(request.Body.Span))];
}
