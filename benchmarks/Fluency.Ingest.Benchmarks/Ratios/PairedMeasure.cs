using System.Diagnostics;

namespace Fluency.Ingest.Benchmarks.Ratios;

/// <summary>Measures a row in pairs with the base, so that a machine whose speed drifts slows both.</summary>
/// <param name="pairs">How many pairs the medians are of.</param>
/// <param name="warmUp">How long a row runs before: until everything in it is compiled as well as it ever will be.</param>
sealed class PairedMeasure(int pairs, TimeSpan warmUp)
{
    public async Task<Ratio> RunAsync(IRow row, Goal? goal, DataSet data)
    {
        await WarmUpAsync(RatioRows.Base, data, warmUp / 4);
        await WarmUpAsync(row, data, warmUp * row.WarmUps);
        var measured = new List<(Usage Base, Usage Row)>();
        for (var i = 0; i < pairs; i++)
        {
            measured.Add((await OfAsync(RatioRows.Base, data), await OfAsync(row, data)));
        }

        var shares = measured.Select(static pair => pair.Base.Cpu / pair.Row.Cpu).Order().ToArray();
        var seconds = Median(measured.Select(static pair => pair.Row.Cpu.TotalSeconds));
        return new Ratio
        {
            Row = row.Name,
            What = row.What,
            Data = data.Name,
            Share = Median(shares),
            Spread = Quartiles(shares),
            Goal = goal?.For(data.Size),
            MegabytesPerSecond = data.Bytes / 1e6 / seconds,
            NanosecondsPerRecord = seconds * 1e9 / data.Records,
            AllocatedPerRecord = Median(measured.Select(pair => pair.Row.Allocated / (double)data.Records)),
        };
    }

    /// <summary>Runs a row for some time, and checks what it finds.</summary>
    public static async Task WarmUpAsync(IRow row, DataSet data, TimeSpan time)
    {
        var start = Stopwatch.GetTimestamp();
        do
        {
            var found = await row.RunAsync(data);
            if (found != row.Expected(data))
            {
                throw new InvalidOperationException($"'{row.Name}' found {found} in '{data.Name}', where {row.Expected(data)} is.");
            }
        }
        while (Stopwatch.GetElapsedTime(start) < time);
    }

    public static double Median(IEnumerable<double> values)
    {
        var ordered = values.Order().ToArray();
        return ordered[ordered.Length / 2];
    }

    public static (double Low, double High) Quartiles(double[] ordered) => (ordered[ordered.Length / 4], ordered[ordered.Length - 1 - (ordered.Length / 4)]);

    static Task<Usage> OfAsync(IRow row, DataSet data) => Usage.OfAsync(async () => (await row.RunAsync(data)).Records);
}
