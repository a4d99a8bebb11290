using Fluency.Ingest.DependencyInjection;
using Fluency.Ingest.Sinks.Http;
using Fluency.Ingest.Testing;
using Fluency.Ingest.Tests.Sinks.Http;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace Fluency.Ingest.Tests.DependencyInjection;

/// <summary>The sinks that speak HTTP as configuration and code name them.</summary>
public sealed class HttpSinkConfigurationTests
{
    [Fact]
    public async Task HttpEventCollector_AllKeys_AreRead()
    {
        await using var collector = await SomeCollector.StartAsync(options => options.Acknowledge = true);
        var settings = $$"""
            {
              "Type": "HttpEventCollector", "Endpoint": "{{collector.Url}}", "Token": "{{collector.Token}}", "Compression": "none", "Timeout": "00:00:20",
              "MaxBatchRecords": 1, "MaxBatchBytes": 5000, "MaxConcurrentRequests": 3, "Host": "h", "Source": "s", "SourceType": "t", "Index": "i",
              "Fields": { "env": "prod", "team": "blue" }, "TimeField": "@other", "Acknowledge": true, "AcknowledgeTimeout": "00:01:00", "AcknowledgeInterval": "00:00:00.020"
            }
            """;
        var sink = Make<HttpEventCollectorSink>(settings);

        await sink.WriteAsync("1", "2");

        sink.MaxConcurrentWrites.Should().Be(3);
        collector.Events.Should().HaveCount(2).And.OnlyContain(read => read.Host == "h" && read.Source == "s" && read.SourceType == "t" && read.Index == "i" && read.Fields == """{"env":"prod","team":"blue"}""");
        collector.Requests.Where(request => request.Path == CollectorPath.Events).Should().HaveCount(2).And.OnlyContain(request => !request.Headers.ContainsKey("Content-Encoding"));
    }

    [Fact]
    public async Task EventWatch_AddressAndToken_AreEnough()
    {
        await using var collector = await SomeCollector.StartAsync();

        await Make<EventWatchSink>($$"""{ "Type": "EventWatch", "Endpoint": "{{collector.Url}}", "Token": "{{collector.Token}}", "Fields": { "a": "b" } }""").WriteAsync("1");

        collector.Events.Should().ContainSingle().Which.Should().BeEquivalentTo(new { SourceType = "aws:cloudtrail", Fields = """{"a":"b"}""" });
    }

    [Fact]
    public async Task Webhook_AllKeys_AreRead()
    {
        await using var collector = await SomeCollector.StartAsync(options => (options.SigningKey, options.WebhookAuthorization) = ("key", "Token abc"));

        await Make<WebhookSink>($$"""{ "Type": "Webhook", "Endpoint": "{{collector.WebhookUrl}}", "Token": "abc", "TokenScheme": "Token", "Format": "JsonLines", "SigningKey": "key", "Compression": "Gzip", "Headers": { "X-A": "b" } }""").WriteAsync("1", "2");

        collector.WebhookRecords.Should().Equal("1", "2");
        collector.Requests.Should().ContainSingle().Which.Headers.Should().Contain("X-A", "b").And.Contain("Content-Type", "application/x-ndjson").And.Contain("Content-Encoding", "gzip");
    }

    [Theory]
    [InlineData("\"Type\": \"EventWach\"", "Sinks:events:Type is 'EventWach' but no type of sink has that name. Did you mean 'EventWatch'?")]
    [InlineData("\"Type\": \"HttpEventCollector\", \"Token\": \"t\"", "Sinks:events:Endpoint is missing.")]
    [InlineData("\"Type\": \"HttpEventCollector\", \"Endpoint\": \"https://a\"", "Sinks:events:Token is missing.")]
    [InlineData("\"Type\": \"HttpEventCollector\", \"Endpoint\": \"https://a\", \"Token\": \"hush hush\"", "Sinks:events:Token (not shown) must be one word")]
    [InlineData("\"Type\": \"HttpEventCollector\", \"Endpoint\": \"https://a\", \"Token\": \"t\", \"Fields\": \"a=b\"", "Sinks:events:Fields is 'a=b' but must be an object of names and texts.")]
    [InlineData("\"Type\": \"HttpEventCollector\", \"Endpoint\": \"https://a\", \"Token\": \"t\", \"Fields\": { \"a\": { \"b\": 1 } }", "Sinks:events:Fields:a is an object but must be a text.")]
    [InlineData("\"Type\": \"HttpEventCollector\", \"Endpoint\": \"https://a\", \"Token\": \"t\", \"Timeout\": \"00:00:00\"", "Sinks:events:Timeout is 00:00:00 but must be from")]
    [InlineData("\"Type\": \"Webhook\", \"Endpoint\": \"https://a\", \"Headers\": \"X-Key: hush\"", "Sinks:events:Headers is (not shown) but must be an object of names and texts.")]
    [InlineData("\"Type\": \"Webhook\", \"Endpoint\": \"https://a\", \"Format\": \"Xml\"", "Sinks:events:Format is 'Xml' but must be one of JsonArray, JsonLines")]
    [InlineData("\"Type\": \"Webhook\", \"Endpoint\": \"https://u:hush@a\"", "Sinks:events:Endpoint at https://a contains a user name or password")]
    public void Sink_Wrong_IsToldWithItsKeyAndWithoutSecrets(string settings, string start) =>
        Configured.Errors(Configured.With(sinks: $$"""{ "events": { {{settings}} } }""")).Should().ContainSingle().Which.Should().StartWith(start).And.NotContain("hush");

    [Fact]
    public void Sinks_InCode_AreCheckedWhenThePipeIsBuilt()
    {
        var build = () => Pipe.CreateBuilder("test").FromFiles(".")
            .Route(route => route.ToHttpEventCollector(_ => { }).ToEventWatch(options => options.Endpoint = "https://a").ToWebhook(_ => { }, "hook"))
            .Build();

        build.Should().Throw<OptionsValidationException>().Which.Failures.Should().BeEquivalentTo(
            "Sink 'collector' of route 'route-1': Endpoint is missing. Name the receiver's http or https address, or the sink has no place to send records to.",
            "Sink 'collector' of route 'route-1': Token is missing. Give the collector's token as Token, or as TokenFile the file that holds it, or the receiver refuses every event.",
            "Sink 'eventwatch' of route 'route-1': Token is missing. Give the collector's token as Token, or as TokenFile the file that holds it, or the receiver refuses every event.",
            "Sink 'hook' of route 'route-1': Endpoint is missing. Name the receiver's http or https address, or the sink has no place to send records to.");
    }

    static TSink Make<TSink>(string settings)
        where TSink : ISink => (TSink)Configured.Read(Configured.With(sinks: $$"""{ "events": {{settings}} }""")).Sinks["events"].Make(new ComponentContext(EmptyServices.Instance, NullLoggerFactory.Instance));
}
