namespace Fluency.Ingest.Benchmarks.Results;

/// <summary>Puts the first table of each recorded measuring into the README, between two marks.</summary>
static class ReadmeFigures
{
    const string Begin = "<!-- figures -->\n";
    const string End = "<!-- /figures -->\n";

    // What is measured, in the order of the README, and the sentence before it.
    static readonly (string Name, string Lead)[] Measurings =
    [
        ("ratios", "Speed of one thread over files in memory, as a share of what `GZipStream` reaches inflating alone (`-- ratios`; median of paired runs, by processor time):"),
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

        var figures = Measurings
            .Select(static measuring => (measuring.Lead, Text: ResultsFolder.Read(measuring.Name)))
            .Where(static measuring => measuring.Text is not null)
            .Select(static measuring => $"\n{measuring.Lead}\n\n{MarkdownTable.First(measuring.Text!)}");
        File.WriteAllText(ResultsFolder.Readme, $"{readme[..(begin + Begin.Length)]}\nMeasured on {Machine.Describe()}.\n{string.Concat(figures)}\n{readme[end..]}");
        return 0;
    }
}
