using Fluency.Ingest.Benchmarks.Ratios;
using Fluency.Ingest.Benchmarks.Results;
using static System.FormattableString;

namespace Fluency.Ingest.Benchmarks;

/// <summary>How much of a processor the pipe uses when each request takes its time, without an option touched and with a fixed number of open objects: the rest of it waits.</summary>
static class LatencyFigures
{
    const int WarmUp = 20_000;
    const int Rounds = 3;

    static readonly int[] Milliseconds = [0, 5, 30, 100];

    // Enough that beginning with few open objects, and ending with few left, does not count for much; with a fixed number a second of either is as good as another.
    static readonly (string Name, int? MaxOpenObjects, int Messages)[] Ways = [("as it comes", null, 60_000), ("at most 32 open", 32, 6_000)];

    public static async Task RunAsync(bool isKept)
    {
        var table = new MarkdownTable(["a request takes", .. Ways.Select(static way => $"{way.Name}: messages/s"), .. Ways.Select(static way => $"{way.Name}: processors")]);
        foreach (var delay in Milliseconds)
        {
            var rounds = await MeasureAsync(delay);
            table.Add([
                Invariant($"{delay} ms"),
                .. Ways.Select((way, at) => Invariant($"{PairedMeasure.Median(rounds.Select(round => way.Messages / round[at].Wall.TotalSeconds)):N0}")),
                .. Ways.Select((_, at) => Invariant($"{PairedMeasure.Median(rounds.Select(round => round[at].Cpu / round[at].Wall)):F2}"))]);
        }

        var text = $"""
            # When requests take their time

            {Machine.Describe()}

            {table}
            Medians of {Rounds} rounds of {Ways[0].Messages} messages ({Ways[1].Messages} with a fixed number), each of one object of {LoopFile.Records} records, from queue to settlement. Processors: how many
            this process used; the endpoint, another process on the same ones, uses the rest. Nothing is configured but what the column says.

            """;
        Console.WriteLine(text);
        if (isKept)
        {
            ResultsFolder.Write("latency", text);
        }
    }

    static async Task<List<Usage[]>> MeasureAsync(int delay)
    {
        await using var stub = await LoopStubProcess.StartAsync(delay);
        await RunAsync(stub, WarmUp, maxOpenObjects: null);
        var rounds = new List<Usage[]>();
        for (var round = 0; round < Rounds; round++)
        {
            var usages = new Usage[Ways.Length];
            for (var at = 0; at < Ways.Length; at++)
            {
                usages[at] = await RunAsync(stub, Ways[at].Messages, Ways[at].MaxOpenObjects);
            }

            rounds.Add(usages);
        }

        return rounds;
    }

    static async Task<Usage> RunAsync(LoopStubProcess stub, int messages, int? maxOpenObjects)
    {
        using var work = new LoopWork(stub, messages);
        await work.RefillAsync();
        return await Usage.OfAsync(async () =>
        {
            var done = await work.PipeAsync(isDirect: false, maxOpenObjects);
            return done == messages ? done : throw new InvalidOperationException($"{done} of {messages} came.");
        });
    }
}
