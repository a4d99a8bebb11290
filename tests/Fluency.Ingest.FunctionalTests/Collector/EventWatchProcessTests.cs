using System.Globalization;
using System.Text.Json;
using Fluency.Ingest.FunctionalTests.Tool;
using Fluency.Ingest.Testing;
using Fluency.Ingest.Testing.Generation;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Collector;

/// <summary>The tool with EventWatch as its sink, over an encrypted connection, with the token from the environment.</summary>
public sealed class EventWatchProcessTests : IDisposable
{
    readonly ToolFolder _folder = new();

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_EventWatch_DeliversAdjustedRecordsAndShowsNoToken()
    {
        await using var collector = await LocalCollector.StartAsync(new LocalCollectorOptions { UseTls = true }, Cancelled);
        collector.Faults.Add(new CollectorFault { Times = 1, Effect = CollectorEffect.Answer(403, 4, $"Invalid token {collector.Token}") });
        await File.WriteAllTextAsync(_folder.File("authority.pem"), collector.CertificateAuthorityPem, Cancelled);
        var file = new CloudTrailGenerator(7).File(100);
        _folder.Write("trail.json.gz", file.Bytes.Span);
        _folder.Write("ingest.json", JsonSerializer.SerializeToUtf8Bytes(new
        {
            Sources = new { trail = new { Type = "Files", Paths = new[] { "trail.json.gz" }, Router = "AWSCloudTrail_Adjustments", Sinks = new[] { "watch" } } },
            Sinks = new { watch = new { Type = "EventWatch", Endpoint = collector.Url, CertificateAuthorityFile = "authority.pem" } },
        }));
        var environment = new Dictionary<string, string> { ["FLUENCY_INGEST__Sinks__watch__Token"] = collector.Token };

        var (exitCode, output, error) = await ToolProcess.RunAsync(_folder.FullPath, environment, "run", "--config", "ingest.json", "--until-empty", "--stats", "stats.json");

        exitCode.Should().Be(0, error);
        error.Should().Contain("Invalid token").And.NotContain(collector.Token);
        (output + await File.ReadAllTextAsync(_folder.File("stats.json"), Cancelled)).Should().NotContain(collector.Token);
        var events = collector.Events.Select(static read => (read.SourceType, read.Time, Event: JsonSerializer.Deserialize<JsonElement>(read.Event!))).ToList();
        events.Should().HaveCount(100).And.OnlyContain(static read => read.SourceType == "aws:cloudtrail");
        events.Should().OnlyContain(static read => read.Time == (read.Event.GetProperty("@timestamp").GetInt64() / 1000m).ToString("0.000", CultureInfo.InvariantCulture));
        events.Select(static read => read.Event.GetProperty("@cloudtrail").GetProperty("eventID").GetString()).Should().OnlyHaveUniqueItems();
    }
}
