using System.Diagnostics;
using System.Globalization;
using Fluency.Ingest.Benchmarks.Ratios;
using Fluency.Ingest.Benchmarks.Results;

namespace Fluency.Ingest.Benchmarks.Rivals;

/// <summary>Lets every rival read the same files, checks what it found, and writes down how fast it was.</summary>
static class RivalTable
{
    public const string Name = "rivals";

    public static IReadOnlyList<IRival> InMemory { get; } =
        [new InflateRival(), new IngestRival(), new JsonDocumentRival(), new StreamedElementsRival(), new JsonNodeRival(), new NewtonsoftRival()];

    public static IReadOnlyList<IFolderRival> OnDisk { get; } = [new DuckDbRival(), .. ProcessRival.All];

    public static async Task<int> RunAsync(string[] words)
    {
        if (words is not ([] or ["--write"]))
        {
            Console.Error.WriteLine("rivals [--write]: how fast others find the records of the same files; --write keeps the figures in benchmarks/results.");
            return 2;
        }

        Console.WriteLine(Machine.Describe());
        var sets = new List<DataSet>();
        foreach (var name in new[] { "large", "small" })
        {
            sets.Add((await DataSets.CreateAsync(name))!);
        }

        var table = new MarkdownTable(["what", .. sets.SelectMany(static set => new[] { $"{set.Name} files, MB/s", "records/s", "B/record" }), "bytes as written"]);
        foreach (var rival in InMemory)
        {
            await AddAsync(table, rival.Name, rival.KeepsBytes, sets, set => rival is InflateRival ? null : Expect(set, rival.KeepsBytes), set => ReadAsync(rival, set), byProcessor: true);
        }

        foreach (var rival in OnDisk.Where(static rival => rival.IsHere))
        {
            await AddOnDiskAsync(table, rival, sets);
        }

        Console.WriteLine();
        Console.Write(table);
        if (words is ["--write"])
        {
            ResultsFolder.Write(Name, Text(table, sets));
        }

        return 0;
    }

    static async Task AddOnDiskAsync(MarkdownTable table, IFolderRival rival, List<DataSet> sets)
    {
        var folders = sets.ToDictionary(static set => set, Write);
        try
        {
            await AddAsync(table, rival.Name, rival.KeepsBytes, sets, set => Expect(set, rival.KeepsBytes), set => rival.ReadAsync(folders[set].FullName), byProcessor: false);
        }
        finally
        {
            foreach (var folder in folders.Values)
            {
                folder.Delete(recursive: true);
            }
        }
    }

    static async Task AddAsync(MarkdownTable table, string name, bool keepsBytes, List<DataSet> sets, Func<DataSet, Tally?> expected, Func<DataSet, Task<Tally>> read, bool byProcessor)
    {
        var cells = new List<string> { name };
        foreach (var set in sets)
        {
            await WarmUpAsync(name, set, read, expected(set));
            // Three: the slowest take a minute each, and differ by orders, not by percents.
            var usages = new List<Usage>();
            for (var i = 0; i < 3; i++)
            {
                usages.Add(await Usage.OfAsync(async () => (await read(set)).Records));
            }

            var seconds = PairedMeasure.Median(usages.Select(usage => (byProcessor ? usage.Cpu : usage.Wall).TotalSeconds));
            cells.Add((set.Bytes / 1e6 / seconds).ToString("N0", CultureInfo.InvariantCulture));
            cells.Add((set.Records / seconds).ToString("N0", CultureInfo.InvariantCulture));
            cells.Add(byProcessor ? PairedMeasure.Median(usages.Select(usage => usage.Allocated / (double)set.Records)).ToString("N0", CultureInfo.InvariantCulture) : "");
        }

        cells.Add(name == new InflateRival().Name ? "" : keepsBytes ? "yes" : "no");
        table.Add([.. cells]);
        Console.WriteLine(string.Join(", ", cells));
    }

    // A second: what starts slowly has been compiled well by then.
    static async Task WarmUpAsync(string name, DataSet set, Func<DataSet, Task<Tally>> read, Tally? expected)
    {
        var start = Stopwatch.GetTimestamp();
        do
        {
            Check(name, set, await read(set), expected);
        }
        while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(1));
    }

    static void Check(string name, DataSet set, Tally found, Tally? expected)
    {
        if (expected is { } all && (found.Records != all.Records || (all.Bytes > 0 && found.Bytes != all.Bytes)))
        {
            throw new InvalidOperationException($"{name} found {found} in {set.Name} files, where {all} is.");
        }
    }

    // Who writes records anew has other bytes, but as many records.
    static Tally Expect(DataSet set, bool keepsBytes) => new(set.Records, keepsBytes ? set.RecordBytes : 0);

    static async Task<Tally> ReadAsync(IRival rival, DataSet set)
    {
        var tally = default(Tally);
        foreach (var stored in set.Objects)
        {
            tally += await rival.ReadAsync(stored.Open());
        }

        return tally;
    }

    static DirectoryInfo Write(DataSet set)
    {
        var folder = Directory.CreateTempSubdirectory("fluency-ingest-");
        foreach (var stored in set.Objects)
        {
            File.WriteAllBytes(Path.Combine(folder.FullName, stored.Reference.Name), stored.Stored.Span);
        }

        return folder;
    }

    static string Text(MarkdownTable table, List<DataSet> sets) =>
        $"""
        # What else there is

        {Machine.Describe()}

        {table}
        Everyone reads the same gzip files and finds the same number of records; who gives out records as they were written finds the same bytes too. Median of three after a
        second of warming up. .NET in this process, from memory, by processor time; DuckDB from files by time; other programs from files, by time, their start included.

        {string.Join('\n', sets.Select(static set => "- " + set.Describe()))}

        """.ReplaceLineEndings("\n");
}
