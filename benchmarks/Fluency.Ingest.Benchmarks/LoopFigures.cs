using Fluency.Ingest.Benchmarks.Ratios;
using Fluency.Ingest.Benchmarks.Results;
using static System.FormattableString;

namespace Fluency.Ingest.Benchmarks;

/// <summary>What the way of a message of one object of five records costs this process, against what one would write oneself; the server is another process.</summary>
static class LoopFigures
{
    const int Rounds = 7;

    // A pipe opens its connections anew in each round: of fewer messages that would be a good part.
    const int Messages = 20_000;

    // Until the last method is compiled for good, fifty thousand messages have gone by.
    const int WarmUps = 3;

    static readonly List<(string Name, Func<LoopWork, Task<long>> Work)> Ways =
    [
        ("baseline loop", static work => work.BaselineAsync()),
        ("bare SDK calls", static work => work.BareAsync()),
        ("pipe, SDK", static work => work.PipeAsync(isDirect: false)),
        ("pipe, direct", static work => work.PipeAsync(isDirect: true)),
        ("GET, HttpClient", static work => work.HttpGetsAsync()),
        ("GET, direct", static work => work.DirectGetsAsync()),
        ("GET, SDK", static work => work.SdkGetsAsync()),
    ];

    public static async Task RunAsync(bool isKept)
    {
        await using var stub = await LoopStubProcess.StartAsync(milliseconds: 0);
        using var work = new LoopWork(stub.Url, Messages);
        var text = Text(await MeasureAsync(work));
        Console.WriteLine(text);
        if (isKept)
        {
            ResultsFolder.Write("loop", text);
        }
    }

    static async Task<List<Dictionary<string, Usage>>> MeasureAsync(LoopWork work)
    {
        var rounds = new List<Dictionary<string, Usage>>();
        for (var round = -WarmUps; round < Rounds; round++)
        {
            var usages = new Dictionary<string, Usage>(StringComparer.Ordinal);
            foreach (var (name, run) in Ways)
            {
                await work.RefillAsync();
                usages[name] = await Usage.OfAsync(async () =>
                {
                    var done = await run(work);
                    return done == Messages ? done : throw new InvalidOperationException($"{name}: {done} of {Messages} came.");
                });
            }

            if (round >= 0)
            {
                rounds.Add(usages);
            }
        }

        return rounds;
    }

    static string Text(List<Dictionary<string, Usage>> rounds)
    {
        var table = new MarkdownTable("what", "processor time a message", "bytes allocated", "messages/s");
        foreach (var (name, _) in Ways)
        {
            table.Add(
                name,
                Invariant($"{PairedMeasure.Median(rounds.Select(round => Cpu(round[name]))):F0} us"),
                Invariant($"{PairedMeasure.Median(rounds.Select(round => Bytes(round[name]))):N0}"),
                Invariant($"{PairedMeasure.Median(rounds.Select(round => Messages / round[name].Wall.TotalSeconds)):N0}"));
        }

        return $"""
            # From queue to settlement

            {Machine.Describe()}

            {table}
            Medians of {Rounds} rounds of {Messages} messages, each of one object of {LoopStub.RecordsPerFile} records; of the client alone, the endpoint is another process. The direct transport is a
            trial that is no part of the library (docs/decisions/0004).

            {string.Join('\n', Compared(rounds).Select(static line => "- " + line))}

            """;
    }

    static IEnumerable<string> Compared(List<Dictionary<string, Usage>> rounds)
    {
        yield return Over(rounds, "pipe, SDK", "bare SDK calls", 40);
        yield return Ratio(rounds, "pipe, SDK", "baseline loop");
        yield return Ratio(rounds, "pipe, direct", "baseline loop", cpuGoal: 0.5, bytesGoal: 0.5);
        yield return Ratio(rounds, "GET, direct", "GET, HttpClient", cpuGoal: 1.5);
        yield return Ratio(rounds, "GET, SDK", "GET, HttpClient");
    }

    static string Over(List<Dictionary<string, Usage>> rounds, string way, string than, double goal)
    {
        var more = PairedMeasure.Median(rounds.Select(round => Cpu(round[way]) - Cpu(round[than])));
        return Invariant($"{way} over {than}: {more:F1} us{Met(more, goal)}");
    }

    static string Ratio(List<Dictionary<string, Usage>> rounds, string way, string to, double? cpuGoal = null, double? bytesGoal = null)
    {
        var cpu = PairedMeasure.Median(rounds.Select(round => Cpu(round[way]) / Cpu(round[to])));
        var bytes = PairedMeasure.Median(rounds.Select(round => Bytes(round[way]) / Bytes(round[to])));
        return Invariant($"{way} to {to}: {cpu:F2} of the processor time{Met(cpu, cpuGoal)}, {bytes:F2} of the bytes{Met(bytes, bytesGoal)}");
    }

    static string Met(double value, double? goal) => goal is { } most ? Invariant($" (goal {most}: {(value <= most ? "met" : "missed")})") : "";

    static double Cpu(Usage usage) => usage.Cpu.TotalMicroseconds / Messages;

    static double Bytes(Usage usage) => usage.Allocated / (double)Messages;
}
