using Fluency.Ingest.Sinks.Http;
using FluentAssertions;
using Microsoft.Extensions.Options;
using Xunit;

namespace Fluency.Ingest.Tests.Sinks.Http;

public sealed class EventWatchSinkTests
{
    [Theory]
    [InlineData("", EventWatchMode.Auto)]
    [InlineData("/services/collector/event", EventWatchMode.Auto)]
    [InlineData("", EventWatchMode.HttpEventCollector)]
    public async Task Write_AddressOfACollector_GetsEventsOfCloudTrail(string path, EventWatchMode mode)
    {
        await using var collector = await SomeCollector.StartAsync();
        using var sink = new EventWatchSink(new EventWatchOptions { Endpoint = collector.Url + path, Token = collector.Token, Mode = mode });
        using var batch = Batches.Of("""{"a":1}""");
        batch.IsReadOnly = false;
        batch[0].Set("@timestamp"u8, 1_767_312_300_007);

        await sink.WriteAsync(batch, SomeCollector.Cancelled);

        collector.Events.Should().ContainSingle().Which.Should().BeEquivalentTo(new { SourceType = "aws:cloudtrail", Time = "1767312300.007", Source = "s3://logs/a.json.gz" });
    }

    [Theory]
    [InlineData("/api/webhook/abc", EventWatchMode.Auto)]
    [InlineData("/", EventWatchMode.Webhook)]
    public async Task Write_AnyOtherAddress_IsAWebhook(string path, EventWatchMode mode)
    {
        await using var collector = await SomeCollector.StartAsync(options => options.WebhookAuthorization = "Bearer abc");
        using var sink = new EventWatchSink(new EventWatchOptions { Endpoint = collector.Url + path, Token = "abc", Mode = mode });

        await sink.WriteAsync(SomeCollector.Numbered(3));

        collector.WebhookRecords.Should().Equal(SomeCollector.Numbered(3));
        collector.Requests.Should().ContainSingle().Which.Address.Should().Be(path);
    }

    [Fact]
    public void Create_CollectorWithoutToken_NamesIt() => Errors(new EventWatchOptions { Endpoint = "https://example.com" }).Should().ContainSingle().Which.Should().StartWith("Token is missing.");

    [Fact]
    public void Create_WebhookWithoutToken_Accepts() => Errors(new EventWatchOptions { Endpoint = "https://example.com/hook/1" }).Should().BeEmpty();

    [Fact]
    public void Create_WebhookWithAcknowledge_SaysThatThereIsNone() =>
        Errors(new EventWatchOptions { Endpoint = "https://example.com/hook/1", Acknowledge = true }).Should().ContainSingle().Which.Should().StartWith("Acknowledge is true");

    static IEnumerable<string> Errors(EventWatchOptions options)
    {
        try
        {
            using var sink = new EventWatchSink(options);
            return [];
        }
        catch (OptionsValidationException invalid)
        {
            return invalid.Failures;
        }
    }
}
