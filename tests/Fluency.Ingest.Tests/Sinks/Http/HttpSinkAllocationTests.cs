using Fluency.Ingest.Sinks.Http;
using FluentAssertions;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Fluency.Ingest.Tests.Sinks.Http;

public sealed class HttpSinkAllocationTests
{
    [Fact]
    public void Begin_Events_AllocatesNothingForARecord()
    {
        var options = new HttpEventCollectorOptions { Endpoint = "https://example.com", Token = "t", SourceType = "aws:cloudtrail" };
        using var exchange = new HttpExchange(options, keepCookies: false, TimeProvider.System);

        AllocatedBytes(new EventCollectorProtocol(options, exchange, NullLogger.Instance)).Should().BeLessThan(1000);
    }

    [Theory]
    [InlineData(WebhookFormat.JsonArray)]
    [InlineData(WebhookFormat.JsonLines)]
    public void Begin_WebhookRecords_AllocatesNothingForARecord(WebhookFormat format)
    {
        var options = new WebhookOptions { Endpoint = "https://example.com", Format = format };
        using var exchange = new HttpExchange(options, keepCookies: false, TimeProvider.System);

        AllocatedBytes(new WebhookProtocol(options, exchange)).Should().BeLessThan(1000);
    }

    /// <summary>What rendering a thousand records allocates once the buffers are there; the least of several runs, since a pool may be empty for a moment.</summary>
    static long AllocatedBytes(IHttpProtocol protocol)
    {
        using var batch = Batches.Of([.. Enumerable.Repeat("""{"eventTime":"2026-01-02T00:05:00Z","eventName":"GetObject"}""", 1000)]);
        using var write = new HttpWrite();
        return Enumerable.Range(0, 5).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            write.Begin(batch, protocol);
            write.End();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
    }
}
