using System.Globalization;
using Fluency.Ingest.Benchmarks.Ratios;
using Fluency.Ingest.Benchmarks.Results;

namespace Fluency.Ingest.Benchmarks;

/// <summary>How much of a processor the pipe uses when each request takes its time, without an option touched and with a fixed number of open objects: the rest of it waits.</summary>
static class LatencyFigures
{
    const int WarmUp = 20_000;
    const int Messages = 20_000;
    const int Rounds = 3;

    static readonly int[] Milliseconds = [0, 5, 30, 100];

    static readonly (string Name, int? MaxOpenObjects)[] Ways = [("as it comes", null), ("at most 32 open", 32)];

    public static async Task RunAsync()
    {
        var table = new MarkdownTable(["milliseconds a request", .. Ways.Select(static way => $"{way.Name}: messages/s"), .. Ways.Select(static way => $"{way.Name}: processors")]);
        foreach (var delay in Milliseconds)
        {
            var rounds = await MeasureAsync(delay);
            table.Add([
                delay.ToString(CultureInfo.InvariantCulture),
                .. Ways.Select((_, way) => Text($"{PairedMeasure.Median(rounds.Select(round => Messages / round[way].Wall.TotalSeconds)):F0}")),
                .. Ways.Select((_, way) => Text($"{PairedMeasure.Median(rounds.Select(round => round[way].Cpu / round[way].Wall)):F2}"))]);
        }

        Console.WriteLine(table);
    }

    static async Task<List<Usage[]>> MeasureAsync(int delay)
    {
        await using var stub = await LoopStubProcess.StartAsync(delay);
        using var work = new LoopWork(stub.Url, Messages);
        await WarmUpAsync(stub.Url);
        var rounds = new List<Usage[]>();
        for (var round = 0; round < Rounds; round++)
        {
            var usages = new Usage[Ways.Length];
            for (var way = 0; way < Ways.Length; way++)
            {
                await work.RefillAsync();
                usages[way] = await Usage.OfAsync(() => work.PipeAsync(isDirect: false, Ways[way].MaxOpenObjects));
            }

            rounds.Add(usages);
        }

        return rounds;
    }

    static async Task WarmUpAsync(Uri url)
    {
        using var work = new LoopWork(url, WarmUp);
        await work.RefillAsync();
        await work.PipeAsync(isDirect: false);
    }

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
