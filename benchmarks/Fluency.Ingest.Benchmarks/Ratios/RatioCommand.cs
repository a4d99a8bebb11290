using System.Diagnostics;
using System.Globalization;
using Fluency.Ingest.Benchmarks.Results;

namespace Fluency.Ingest.Benchmarks.Ratios;

/// <summary>Measures every row on every data set, and says which goals are missed.</summary>
static class RatioCommand
{
    public static async Task<int> RunAsync(string[] words)
    {
        if (RatioOptions.Parse(words) is not { } options)
        {
            Console.Error.WriteLine(RatioOptions.Usage);
            return 2;
        }

        Console.WriteLine(Machine.Describe());
        var (data, ratios) = (new List<DataSet>(), new List<Ratio>());
        foreach (var name in options.Data)
        {
            if (await DataSets.CreateAsync(name) is { } set)
            {
                data.Add(set);
                ratios.AddRange(await MeasureAsync(set, options));
            }
            else
            {
                Console.WriteLine($"{name}: skipped, the real files are not here ({SharedData.Variable} names their folder)");
            }
        }

        Console.WriteLine();
        Console.Write(RatioReport.Summary(data, ratios));
        if (options.IsKept)
        {
            ResultsFolder.Write(RatioReport.Name, RatioReport.Text(data, ratios));
        }

        return options.IsGate ? Judge([.. new RatioGate().Failures(ratios)], "nothing is far below what it was")
            : Judge([.. ratios.Where(static ratio => ratio.IsMissed).Select(static ratio => FormattableString.Invariant($"{ratio.Row} on {ratio.Data} files: {ratio.Share:F3}, goal {ratio.Goal:F2}"))], "all goals are met");
    }

    /// <summary>Runs one row again and again, for a profiler to look at.</summary>
    public static async Task<int> SpinAsync(string row, string dataSet, string seconds)
    {
        if (await DataSets.CreateAsync(dataSet) is not { } data)
        {
            Console.Error.WriteLine("The real files are not here.");
            return 2;
        }

        var named = RatioRows.Named(row);
        Console.WriteLine($"{Environment.ProcessId}: {named.What} over {data.Describe()}");
        var time = TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture));
        var runs = new List<double>();
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < time;)
        {
            var usage = await Usage.OfAsync(async () => (await named.RunAsync(data)).Records);
            runs.Add(usage.Cpu.TotalNanoseconds / data.Records);
        }

        // The least is what nobody else disturbed, whatever else the machine does.
        Console.WriteLine(FormattableString.Invariant($"{runs.Count} runs, ns of processor time for each record: {runs.Min():F0} at the least, {PairedMeasure.Median(runs):F0} the median"));
        return 0;
    }

    static async Task<List<Ratio>> MeasureAsync(DataSet data, RatioOptions options)
    {
        Console.WriteLine(data.Describe());
        var measure = new PairedMeasure(options.Pairs, options.WarmUp);
        var ratios = new List<Ratio>();
        foreach (var (row, goal) in RatioRows.All.Where(entry => IsWanted(entry.Row.Name) && (!options.IsGate || entry.Goal is not null)))
        {
            Add(await measure.RunAsync(row, goal, data));
        }

        // A build server's second processor is as often as not somebody else's.
        if (!options.IsGate && IsWanted(RatioRows.Threads))
        {
            Add(await new ThreadMeasure(options.Pairs).RunAsync(data));
        }

        return ratios;

        bool IsWanted(string row) => row.Contains(options.Filter, StringComparison.Ordinal);

        void Add(Ratio? ratio)
        {
            if (ratio is null)
            {
                Console.WriteLine($"  {RatioRows.Threads,-15} not measured: the machine had no two processors to give");
                return;
            }

            ratios.Add(ratio);
            Console.WriteLine(RatioReport.Line(ratio));
        }
    }

    static int Judge(IReadOnlyList<string> failures, string good)
    {
        foreach (var failure in failures)
        {
            Console.WriteLine("FAIL " + failure);
        }

        Console.WriteLine(failures.Count == 0 ? good : $"{failures.Count} failed");
        return failures.Count == 0 ? 0 : 1;
    }
}
