using Fluency.Ingest.Testing;
using Fluency.Ingest.Testing.Conformance;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Collector;

/// <summary>The sinks that speak HTTP keep every rule that is given to authors of sinks.</summary>
public sealed class HttpSinkConformanceTests
{
    public static MatrixTheoryData<string, string> TypesAndRules { get; } =
        new(["HttpEventCollector", "Acknowledged", "EventWatch", "Webhook", "LinesWebhook"], SinkRules.All.Select(static rule => rule.Name));

    [Theory]
    [MemberData(nameof(TypesAndRules))]
    public async Task HttpSink_EveryRule_Keeps(string type, string rule)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var collector = await LocalCollector.StartAsync(new() { Acknowledge = type == "Acknowledged" }, cancellation);
        await using var sink = new HttpSinkUnderTest(collector, type);

        await SinkRules.All.Single(each => each.Name == rule).CheckAsync(sink, cancellation);
    }
}
