using System.Globalization;
using Fluency.Ingest.Benchmarks.Results;
using Fluency.Ingest.Deliveries;
using Fluency.Ingest.Testing.Generation;

namespace Fluency.Ingest.Benchmarks.Growth;

/// <summary>Time and memory for one file of a thousand to a million records.</summary>
static class GrowthCommand
{
    const string Name = "growth";
    const int Runs = 3;

    // What the memory of a file of a million records may be above that of a thousand: the buffer that a file may fill before it streams, and 10 MB for what the runtime keeps.
    static readonly long MaxGrowthBytes = new PipeOptions().BufferLimit + 10_000_000;

    static readonly int[] Sizes = [1_000, 10_000, 100_000, 1_000_000];

    public static async Task<int> RunAsync(string[] words)
    {
        switch (words)
        {
            case [] or ["--write"]:
                return await MeasureAsync(isKept: words.Length > 0);
            case [var name, var path] when GrowthWays.All.FirstOrDefault(way => way.Name == name) is { } way:
                await GrowthRun.TellAsync(way, path);
                return 0;
            default:
                Console.Error.WriteLine("growth [--write]: time and memory for one file of 1,000 to 1,000,000 records; --write keeps the figures in benchmarks/results.");
                return 2;
        }
    }

    static async Task<int> MeasureAsync(bool isKept)
    {
        Console.WriteLine(Machine.Describe());
        var folder = Directory.CreateTempSubdirectory("fluency-ingest-");
        try
        {
            var runs = await MeasureAsync(folder);
            var table = Table(runs);
            Console.WriteLine();
            Console.Write(table);
            if (isKept)
            {
                ResultsFolder.Write(Name, Text(table));
            }

            return Judge(runs);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static async Task<Dictionary<(GrowthWay Way, int Size), GrowthRun>> MeasureAsync(DirectoryInfo folder)
    {
        var all = new Dictionary<(GrowthWay, int), GrowthRun>();
        foreach (var size in Sizes)
        {
            var path = Path.Combine(folder.FullName, $"{size}.json.gz");
            await using (var file = File.Create(path))
            {
                new CloudTrailGenerator(size).WriteFile(file, size);
            }

            foreach (var way in GrowthWays.All)
            {
                var runs = new List<GrowthRun>();
                for (var i = 0; i < Runs; i++)
                {
                    runs.Add(await GrowthRun.StartAsync(way, path));
                }

                // The time of the run between the others, the memory of the worst.
                var run = runs.OrderBy(static one => one.Seconds).ElementAt(Runs / 2) with { PeakBytes = runs.Max(static one => one.PeakBytes) };
                all[(way, size)] = run;
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{size,9:N0} records, {way.Name,-9} {Cell(run)}"));
            }

            File.Delete(path);
        }

        return all;
    }

    static int Judge(Dictionary<(GrowthWay Way, int Size), GrowthRun> runs)
    {
        var failed = false;
        foreach (var way in GrowthWays.All.Where(static way => way.IsOurs))
        {
            var growth = runs[(way, Sizes[^1])].PeakBytes - runs[(way, Sizes[0])].PeakBytes;
            var isTooMuch = growth > MaxGrowthBytes || runs[(way, Sizes[^1])].Error is not null;
            failed |= isTooMuch;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(isTooMuch ? "FAIL" : "pass")} {way.Name}: a million records took {growth / 1e6:F1} MB more than a thousand, {MaxGrowthBytes / 1e6:F1} MB are allowed"));
        }

        return failed ? 1 : 0;
    }

    static MarkdownTable Table(Dictionary<(GrowthWay Way, int Size), GrowthRun> runs)
    {
        var table = new MarkdownTable(["seconds / peak memory, records in the file", .. Sizes.Select(static size => size.ToString("N0", CultureInfo.InvariantCulture))]);
        foreach (var way in GrowthWays.All)
        {
            table.Add([way.What, .. Sizes.Select(size => Cell(runs[(way, size)]))]);
        }

        return table;
    }

    static string Cell(GrowthRun run) => run.Error is { } error ? "fails: " + error : string.Create(CultureInfo.InvariantCulture, $"{run.Seconds:F2} / {run.PeakBytes / 1e6:F0} MB");

    static string Text(MarkdownTable table) =>
        $"""
        # Growth

        {Machine.Describe()}

        {table}
        Each figure is of a process that reads one file from the disk and has done nothing before: the median time of {Runs} runs, and the most memory that any of them had. Our memory for a
        million records may be above that for a thousand by `BufferLimit` and 10 MB.

        """.ReplaceLineEndings("\n");
}
