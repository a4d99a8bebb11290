using System.Globalization;
using Fluency.Ingest.Benchmarks.Ratios;

namespace Fluency.Ingest.Benchmarks;

/// <summary>What the way of a message of one object of five records costs this process, against what one would write oneself; the server is another process.</summary>
static class LoopFigures
{
    const int Rounds = 11;
    const int Messages = 5_000;

    // Until the last method is compiled for good, fifty thousand messages have gone by.
    const int WarmUps = 12;

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

    public static async Task RunAsync()
    {
        await using var stub = await LoopStubProcess.StartAsync(milliseconds: 0);
        using var work = new LoopWork(stub.Url, Messages);
        var rounds = await MeasureAsync(work);
        Print(rounds);
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

    static void Print(List<Dictionary<string, Usage>> rounds)
    {
        Line($"medians of {Rounds} rounds of {Messages} messages, each of one object of {LoopStub.RecordsPerFile} records; client alone");
        foreach (var (name, _) in Ways)
        {
            Line($"{name,-16} {PairedMeasure.Median(rounds.Select(round => Cpu(round[name]))),8:F1} us {PairedMeasure.Median(rounds.Select(round => Bytes(round[name]))),9:F0} bytes {PairedMeasure.Median(rounds.Select(round => Messages / round[name].Wall.TotalSeconds)),7:F0} a second");
        }

        Over(rounds, "pipe, SDK", "bare SDK calls", 40);
        Ratio(rounds, "pipe, SDK", "baseline loop");
        Ratio(rounds, "pipe, direct", "baseline loop", cpuGoal: 0.5, bytesGoal: 0.5);
        Ratio(rounds, "GET, direct", "GET, HttpClient", cpuGoal: 1.5);
        Ratio(rounds, "GET, SDK", "GET, HttpClient");
    }

    static void Over(List<Dictionary<string, Usage>> rounds, string way, string than, double goal)
    {
        var more = PairedMeasure.Median(rounds.Select(round => Cpu(round[way]) - Cpu(round[than])));
        Line($"{way} over {than}: {more:F1} us (goal {goal}: {(more <= goal ? "met" : "NOT met")})");
    }

    static void Ratio(List<Dictionary<string, Usage>> rounds, string way, string to, double? cpuGoal = null, double? bytesGoal = null)
    {
        var cpu = PairedMeasure.Median(rounds.Select(round => Cpu(round[way]) / Cpu(round[to])));
        var bytes = PairedMeasure.Median(rounds.Select(round => Bytes(round[way]) / Bytes(round[to])));
        Line($"{way} to {to}: {cpu:F2} of the processor time{Met(cpu, cpuGoal)}, {bytes:F2} of the bytes{Met(bytes, bytesGoal)}");
    }

    static string Met(double value, double? goal) =>
        goal is { } most ? string.Create(CultureInfo.InvariantCulture, $" (goal {most}: {(value <= most ? "met" : "NOT met")})") : "";

    static double Cpu(Usage usage) => usage.Cpu.TotalMicroseconds / Messages;

    static double Bytes(Usage usage) => usage.Allocated / (double)Messages;

    static void Line(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
