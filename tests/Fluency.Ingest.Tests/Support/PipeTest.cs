using Fluency.Ingest.Deliveries;
using Fluency.Ingest.Diagnostics;
using Xunit;

namespace Fluency.Ingest.Tests.Support;

/// <summary>A pipe from a queue in memory to one sink, with a quarantine: what most tests of pipes begin with.</summary>
public abstract class PipeTest
{
    private protected FakeQueue Queue { get; } = new();

    private protected CollectingSink Sink { get; } = new();

    private protected CollectingSink Quarantine { get; } = new();

    private protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private protected static string[] Texts(params (string Name, int Count)[] objects) =>
        [.. objects.SelectMany(o => Enumerable.Range(0, o.Count).Select(n => Some.RecordText(o.Name, n)))];

    private protected PipeBuilder Builder(ISource source) => Pipe.CreateBuilder("test").From(source).Route(route => route.To(Sink, "sink")).Quarantine(Quarantine)
        .Configure(options => options.SinkRetryDelay = TimeSpan.FromMilliseconds(1));

    private protected async Task<PipeStatistics> RunAsync(FakeQueue? queue = null, Action<PipeOptions>? configure = null)
    {
        await using var pipe = Builder(queue ?? Queue).Configure(configure ?? (_ => { })).Build();
        return await pipe.RunUntilEmptyAsync(Cancelled);
    }
}
