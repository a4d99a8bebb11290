using Fluency.Ingest.Benchmarks.Ratios;
using Fluency.Ingest.Benchmarks.Results;
using static System.FormattableString;

namespace Fluency.Ingest.Benchmarks;

/// <summary>What the way of a message of one object of five records costs this process, against what one would write oneself; the server is another process.</summary>
sealed class LoopFigures
{
    const int Rounds = 7;

    // A pipe opens its connections anew in each round: of fewer messages that would be a good part.
    const int StubMessages = 20_000;

    // A real queue and bucket of others' take some milliseconds for each.
    const int ServerMessages = 10_000;

    // Until the last method is compiled for good, fifty thousand messages have gone by.
    const int WarmUps = 3;

    static readonly (string Name, Func<LoopWork, Task<long>> Work)[] WaysByTheSdk =
    [
        ("baseline loop", static work => work.BaselineAsync()),
        ("bare SDK calls", static work => work.BareAsync()),
        ("pipe, SDK", static work => work.PipeAsync(isDirect: false)),
    ];

    static readonly (string Name, Func<LoopWork, Task<long>> Work)[] AllWays =
    [
        .. WaysByTheSdk,
        ("pipe, direct", static work => work.PipeAsync(isDirect: true)),
        ("GET, HttpClient", static work => work.HttpGetsAsync()),
        ("GET, direct", static work => work.DirectGetsAsync()),
        ("GET, SDK", static work => work.SdkGetsAsync()),
    ];

    readonly (string Name, Func<LoopWork, Task<long>> Work)[] _ways;
    readonly int _messages;

    LoopFigures((string Name, Func<LoopWork, Task<long>> Work)[] ways, int messages)
    {
        _ways = ways;
        _messages = messages;
    }

    /// <summary>Measures against answers that are fixed, so that what the server does disturbs least.</summary>
    /// <param name="isKept">Whether the figures are kept.</param>
    public static async Task RunAsync(bool isKept)
    {
        await using var stub = await LoopStubProcess.StartAsync(milliseconds: 0);
        var text = await new LoopFigures(AllWays, StubMessages).TextAsync(stub);
        Console.WriteLine(text);
        if (isKept)
        {
            ResultsFolder.Write("loop", text);
        }
    }

    /// <summary>Measures against a server of others', as a check that the fixed answers do not flatter.</summary>
    /// <param name="url">A server without a queue named <c>trail</c>.</param>
    public static async Task RunAsync(Uri url)
    {
        await using var server = await LoopServer.OpenAsync(url);
        Console.WriteLine(await new LoopFigures(WaysByTheSdk, ServerMessages).TextAsync(server));
    }

    async Task<string> TextAsync(ILoopEndpoint endpoint)
    {
        using var work = new LoopWork(endpoint, _messages);
        return Text(await MeasureAsync(work));
    }

    async Task<List<Dictionary<string, Usage>>> MeasureAsync(LoopWork work)
    {
        var rounds = new List<Dictionary<string, Usage>>();
        for (var round = -WarmUps; round < Rounds; round++)
        {
            var usages = new Dictionary<string, Usage>(StringComparer.Ordinal);
            foreach (var (name, run) in _ways)
            {
                await work.RefillAsync();
                usages[name] = await Usage.OfAsync(async () =>
                {
                    var done = await run(work);
                    return done == _messages ? done : throw new InvalidOperationException($"{name}: {done} of {_messages} came.");
                });
            }

            if (round >= 0)
            {
                rounds.Add(usages);
            }
        }

        return rounds;
    }

    string Text(List<Dictionary<string, Usage>> rounds)
    {
        var table = new MarkdownTable("what", "processor time a message", "bytes allocated", "messages/s");
        foreach (var (name, _) in _ways)
        {
            table.Add(
                name,
                Invariant($"{PairedMeasure.Median(rounds.Select(round => Cpu(round[name]))):F0} us"),
                Invariant($"{PairedMeasure.Median(rounds.Select(round => Bytes(round[name]))):N0}"),
                Invariant($"{PairedMeasure.Median(rounds.Select(round => _messages / round[name].Wall.TotalSeconds)):N0}"));
        }

        return $"""
            # From queue to settlement

            {Machine.Describe()}

            {table}
            Medians of {Rounds} rounds of {_messages} messages, each of one object of {LoopFile.Records} records; of the client alone, the endpoint is another process. The direct transport is a
            trial that is no part of the library (docs/decisions/0004).

            {string.Join('\n', Compared(rounds).Select(static line => "- " + line))}

            """;
    }

    IEnumerable<string> Compared(List<Dictionary<string, Usage>> rounds)
    {
        yield return Over(rounds, "pipe, SDK", "bare SDK calls", 40);
        yield return Ratio(rounds, "pipe, SDK", "baseline loop");
        if (_ways == WaysByTheSdk)
        {
            yield break;
        }

        yield return Ratio(rounds, "pipe, direct", "baseline loop", cpuGoal: 0.5, bytesGoal: 0.5);
        yield return Ratio(rounds, "GET, direct", "GET, HttpClient", cpuGoal: 1.5);
        yield return Ratio(rounds, "GET, SDK", "GET, HttpClient");
    }

    string Over(List<Dictionary<string, Usage>> rounds, string way, string than, double goal)
    {
        var more = PairedMeasure.Median(rounds.Select(round => Cpu(round[way]) - Cpu(round[than])));
        return Invariant($"{way} over {than}: {more:F1} us{Met(more, goal)}");
    }

    string Ratio(List<Dictionary<string, Usage>> rounds, string way, string to, double? cpuGoal = null, double? bytesGoal = null)
    {
        var cpu = PairedMeasure.Median(rounds.Select(round => Cpu(round[way]) / Cpu(round[to])));
        var bytes = PairedMeasure.Median(rounds.Select(round => Bytes(round[way]) / Bytes(round[to])));
        return Invariant($"{way} to {to}: {cpu:F2} of the processor time{Met(cpu, cpuGoal)}, {bytes:F2} of the bytes{Met(bytes, bytesGoal)}");
    }

    static string Met(double value, double? goal) => goal is { } most ? Invariant($" (goal {most}: {(value <= most ? "met" : "missed")})") : "";

    double Cpu(Usage usage) => usage.Cpu.TotalMicroseconds / _messages;

    double Bytes(Usage usage) => usage.Allocated / (double)_messages;
}
