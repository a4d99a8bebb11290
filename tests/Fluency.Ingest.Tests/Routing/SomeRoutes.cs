using Fluency.Ingest.Routing;
using Fluency.Ingest.Tests.Abstractions;

namespace Fluency.Ingest.Tests.Routing;

/// <summary>Routes of functions, and a run of records through them.</summary>
static class SomeRoutes
{
    public static Route Of(string name, params IReadOnlyList<object> processors) => Of(name, null, processors);

    public static Route Of(string name, RecordSelector? selector, params IReadOnlyList<object> processors) => new()
    {
        Name = name,
        Selector = selector,
        Sinks = [0],
        Processors = [.. processors.Select(processor => processor switch
        {
            IAsyncProcessor asyncProcessor => new RouteProcessor("async", asyncProcessor),
            IProcessor syncProcessor => new RouteProcessor("sync", syncProcessor),
            Func<Record, ProcessorResult> function => new RouteProcessor("function", new SomeProcessor(function)),
            _ => throw new ArgumentException("No processor: " + processor),
        })],
    };

    public static Router RouterOf(IEnumerable<Route> routes, bool matchAll = false) => new(routes.Select(route => route.Selector), matchAll);

    public static Func<Record, ProcessorResult> Setting(string name, string value) => record =>
    {
        record.Set(System.Text.Encoding.UTF8.GetBytes(name), value);
        return ProcessorResult.Pass;
    };

    public static Func<Record, ProcessorResult> Answering(ProcessorResult result) => _ => result;

    /// <summary>The same function as an asynchronous processor, which makes the router take its other way.</summary>
    public static SomeAsyncProcessor Async(Func<Record, ProcessorResult> process) => new(process);

    public static async Task<IReadOnlyList<string>> RunAsync(IReadOnlyList<Route> routes, IReadOnlyList<string> records, bool matchAll = false, IRouter? router = null)
    {
        using var recordRouter = new RecordRouter(router ?? RouterOf(routes, matchAll), routes);
        return await recordRouter.RunAsync(records);
    }

    public static async Task<IReadOnlyList<string>> RunAsync(this RecordRouter recordRouter, IReadOnlyList<string> records, CancellationToken cancellationToken = default)
    {
        recordRouter.AddAll(records);
        var output = new RecordingOutput();
        await recordRouter.RunAsync(output, cancellationToken);
        return output.Lines;
    }

    public static void AddAll(this RecordRouter recordRouter, IReadOnlyList<string> records)
    {
        foreach (var (index, raw) in SomeBatch.Lent(records).Index())
        {
            recordRouter.Add(SomeBatch.Object, SomeBatch.ObjectId, (uint)index, raw);
        }
    }
}
