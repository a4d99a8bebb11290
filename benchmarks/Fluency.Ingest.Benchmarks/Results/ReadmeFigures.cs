namespace Fluency.Ingest.Benchmarks.Results;

/// <summary>Puts the first table of each recorded measuring into the README, between two marks: all of the processor of which the most was measured, and the shares of each other one.</summary>
static class ReadmeFigures
{
    const string Begin = "<!-- figures -->\n";
    const string End = "<!-- /figures -->\n";

    // Of other processors, too: shares of what inflating alone costs there.
    const string Shares = "ratios";

    // What is measured, in the order of the README, and the sentence before it.
    static readonly (string Name, string Lead)[] Measurings =
    [
        (Shares, "Speed of one thread over files in memory, as a share of what `GZipStream` reaches inflating alone (`-- ratios`; median of paired runs, by processor time):"),
        ("growth", "One file in a process of its own, seconds and peak memory (`-- growth`):"),
        ("rivals", "What else there is, one thread, the same files (`-- rivals`):"),
        ("loop", "The whole way of a message of one object of five records, from queue to settlement over a loopback endpoint (`-- loop`):"),
        ("latency", "The same where each request takes its time, without an option touched and with a fixed number of open objects (`-- latency`):"),
    ];

    public static int Write()
    {
        var readme = File.ReadAllText(ResultsFolder.Readme);
        var (begin, end) = (readme.IndexOf(Begin, StringComparison.Ordinal), readme.IndexOf(End, StringComparison.Ordinal));
        if (begin < 0 || end < begin)
        {
            Console.Error.WriteLine($"README.md has no lines '{Begin.Trim()}' and '{End.Trim()}' to write between.");
            return 1;
        }

        var (main, others) = (ResultsFolder.Processors[0], ResultsFolder.Processors.Skip(1));
        IEnumerable<string> figures =
        [
            $"\nMeasured on {MachineOf(main)}.\n",
            .. Measurings.SelectMany(measuring => Table(main, measuring.Name, measuring.Lead)),
            .. others.SelectMany(static other => Table(other, Shares, $"The shares on {MachineOf(other)}:")),
            "\n",
        ];
        File.WriteAllText(ResultsFolder.Readme, $"{readme[..(begin + Begin.Length)]}{string.Concat(figures)}{readme[end..]}");
        return 0;
    }

    static IEnumerable<string> Table(string processor, string name, string lead) =>
        ResultsFolder.Read(processor, name) is { } text ? [$"\n{lead}\n\n{MarkdownTable.First(text)}"] : [];

    // Each text says so behind its heading.
    static string MachineOf(string processor) => ResultsFolder.Read(processor, Shares)!.Split('\n')[2];
}
