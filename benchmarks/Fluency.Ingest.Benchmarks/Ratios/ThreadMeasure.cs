namespace Fluency.Ingest.Benchmarks.Ratios;

/// <summary>Measures how much faster two threads read the files than one, each file whole on one thread.</summary>
/// <param name="pairs">How many pairs the medians are of.</param>
sealed class ThreadMeasure(int pairs)
{
    public const string What = "two threads over files against one (time; inflate + split + full validation)";

    const int Threads = 2;

    // Shared processors are often not there for two threads: then nothing can be said about ours. What two threads get is measured with the base, which shares nothing.
    const double ProcessorsNeeded = 1.8;

    // After so many tries for each pair, there is no time left to wait for a quiet moment.
    const int MaxTries = 3;

    // Fewer say nothing.
    const int LeastPairs = 3;

    readonly IRow[] _bases = [.. Enumerable.Range(0, Threads).Select(static _ => new InflateRow("inflate", 128 * 1024))];

    /// <summary>What the row gains by the second thread; null where there was hardly a moment with two processors.</summary>
    public async Task<Ratio?> RunAsync(DataSet data)
    {
        var parts = Enumerable.Range(0, Threads).Select(part => data.Part(part, Threads)).ToArray();
        await PairedMeasure.WarmUpAsync(RatioRows.Split, data, TimeSpan.Zero);
        var measured = new List<(Usage One, Usage Two)>();
        for (var i = 0; i < pairs * MaxTries && measured.Count < pairs; i++)
        {
            var available = await OfAsync(parts, part => _bases[part]);
            if (available.Cpu / available.Wall >= ProcessorsNeeded)
            {
                measured.Add((await OfAsync([data], static _ => RatioRows.Split), await OfAsync(parts, static _ => RatioRows.Split)));
            }
        }

        if (measured.Count < LeastPairs)
        {
            return null;
        }

        var gains = measured.Select(static pair => pair.One.Wall / pair.Two.Wall).Order().ToArray();
        var seconds = PairedMeasure.Median(measured.Select(static pair => pair.Two.Wall.TotalSeconds));
        return new Ratio
        {
            Row = RatioRows.Threads,
            What = What,
            Data = data.Name,
            Share = PairedMeasure.Median(gains),
            Spread = PairedMeasure.Quartiles(gains),
            Goal = RatioRows.ThreadsGoal.For(data.Size),
            MegabytesPerSecond = data.Bytes / 1e6 / seconds,
            NanosecondsPerRecord = seconds * 1e9 / data.Records,
            AllocatedPerRecord = PairedMeasure.Median(measured.Select(pair => pair.Two.Allocated / (double)data.Records)),
        };
    }

    static Task<Usage> OfAsync(DataSet[] parts, Func<int, IRow> row) => Usage.OfAsync(async () =>
    {
        var tallies = await Task.WhenAll(parts.Select((part, index) => Task.Run(() => row(index).RunAsync(part))));
        return tallies.Sum(static tally => tally.Records);
    });
}
