using System.Text;
using Fluency.Ingest.Sinks.Http;
using Fluency.Ingest.Testing;
using Fluency.Ingest.Testing.Conformance;

namespace Fluency.Ingest.FunctionalTests.Collector;

/// <summary>A sink that speaks HTTP, over a receiver that may go down.</summary>
sealed class HttpSinkUnderTest(LocalCollector collector, string type) : SinkUnderTest
{
    public override bool CanBreak => true;

    // Two of them fit into a request of the default size.
    public override int MaxRecordBytes => 400_000;

    public override ISink Create() => type switch
    {
        "HttpEventCollector" => new HttpEventCollectorSink(new() { Endpoint = collector.Url, Token = collector.Token }),
        "Acknowledged" => new HttpEventCollectorSink(new() { Endpoint = collector.Url, Token = collector.Token, Acknowledge = true, AcknowledgeInterval = TimeSpan.FromMilliseconds(10) }),
        "EventWatch" => new EventWatchSink(new() { Endpoint = collector.Url, Token = collector.Token }),
        "Webhook" => new WebhookSink(new() { Endpoint = collector.WebhookUrl }),
        _ => new WebhookSink(new() { Endpoint = collector.WebhookUrl, Format = WebhookFormat.JsonLines, Compression = HttpCompression.Gzip }),
    };

    public override ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> ReadAsync(CancellationToken cancellationToken) =>
        new([.. (type.EndsWith("Webhook", StringComparison.Ordinal) ? collector.WebhookRecords : collector.Events.Select(static e => e.Event!)).Select(static text => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(text))]);

    public override async ValueTask BreakAsync(CancellationToken cancellationToken) => await collector.GoDownAsync(cancellationToken);

    public override async ValueTask MendAsync(CancellationToken cancellationToken) => await collector.ComeBackAsync(cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        await collector.DisposeAsync();
        await base.DisposeAsync();
    }
}
