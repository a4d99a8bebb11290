using System.Diagnostics;
using System.Globalization;

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
        var measure = new PairedMeasure(options.Pairs, options.WarmUp);
        var results = new List<Ratio>();
        foreach (var name in options.Data)
        {
            if (await DataSets.CreateAsync(name) is not { } data)
            {
                Console.WriteLine($"{name}: skipped, the real files are not here (FLUENCY_SHARED names the folder that holds data/)");
                continue;
            }

            Console.WriteLine(data.Describe());
            foreach (var (row, goal) in RatioRows.All.Where(entry => entry.Row.Name.Contains(options.Filter, StringComparison.Ordinal)))
            {
                var ratio = await measure.RunAsync(row, goal, data);
                results.Add(ratio);
                Console.WriteLine("  " + Describe(ratio));
            }
        }

        var missed = results.Count(static ratio => ratio.IsMissed);
        Console.WriteLine(missed == 0 ? "all goals are met" : $"{missed} goals are missed");
        return missed == 0 ? 0 : 1;
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
        var usage = await Benchmarks.Usage.OfAsync(async () =>
        {
            var runs = 0L;
            var start = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(start) < time)
            {
                await named.RunAsync(data);
                runs++;
            }

            Console.WriteLine($"{runs} runs, {runs * data.Records} records");
            return runs;
        });
        Console.WriteLine($"{usage.Cpu.TotalSeconds:F2} s of processor time");
        return 0;
    }

    static string Describe(Ratio ratio)
    {
        var verdict = ratio.Goal is null ? "" : ratio.IsMissed ? "FAIL" : "pass";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{ratio.Row,-15} {ratio.Share:F3} ({ratio.Spread.Low:F3}-{ratio.Spread.High:F3}) goal {ratio.Goal,-4:F2} {verdict,-4} {ratio.MegabytesPerSecond,6:F0} MB/s {ratio.NanosecondsPerRecord,6:F0} ns/record {ratio.AllocatedPerRecord,7:F1} B/record");
    }
}
