using System.Diagnostics;
using System.Globalization;
using Fluency.Ingest.Benchmarks.Ratios;
using Fluency.Ingest.Deliveries;

namespace Fluency.Ingest.Benchmarks;

/// <summary>Figures of the engine as ratios and differences of pairs measured in turn, so that they hold when the machine's speed drifts.</summary>
static class EngineFigures
{
    const int Pairs = 9;
    const int WarmUps = 3;

    public static async Task RunAsync()
    {
        var large = Work("large");
        var small = Work("small");
        var medium = new EngineWork(objects: 2_000, recordsPerObject: 100);
        await OverheadAsync("a record, in objects of 5,000 records", large, large.Records);
        await OverheadAsync("a record, in objects of 100 records", medium, medium.Records);
        await OverheadAsync("a delivery, of one object of one record", small, small.Objects);
        await OrderAsync("large", large);
        await OrderAsync("small", small);
        await ScalingAsync("large");
        await ScalingAsync("small");
    }

    /// <summary>Seconds that one run takes on the processors that this process may use.</summary>
    public static async Task<double> SecondsAsync(string size)
    {
        var work = Work(size);
        var seconds = new List<double>();
        for (var i = -WarmUps; i < Pairs; i++)
        {
            var usage = await Usage.OfAsync(() => work.PipeAsync());
            if (i >= 0)
            {
                seconds.Add(usage.Wall.TotalSeconds);
            }
        }

        return PairedMeasure.Median(seconds);
    }

    static EngineWork Work(string size) => size == "large" ? new EngineWork(objects: 40, recordsPerObject: 5_000) : new EngineWork(objects: 20_000, recordsPerObject: 1);

    static async Task OverheadAsync(string what, EngineWork work, long units)
    {
        var pairs = await MeasureAsync(work.DecodeAsync, () => work.PipeAsync());
        var decode = PairedMeasure.Median(pairs.Select(pair => pair.A.Cpu.TotalMicroseconds / units));
        var cpu = PairedMeasure.Median(pairs.Select(pair => (pair.B.Cpu - pair.A.Cpu).TotalMicroseconds / units));
        var bytes = PairedMeasure.Median(pairs.Select(pair => (pair.B.Allocated - pair.A.Allocated) / (double)units));
        Print($"overhead {what}: {cpu:F3} us of processor time over {decode:F3} us of decoding, {bytes:F1} bytes");
    }

    static async Task OrderAsync(string size, EngineWork work)
    {
        var pairs = await MeasureAsync(() => work.PipeAsync(), () => work.PipeAsync(Ordering.None));
        Print($"order against no order, {size} objects: {PairedMeasure.Median(pairs.Select(pair => pair.A.Cpu / pair.B.Cpu)):F2} of the processor time, {PairedMeasure.Median(pairs.Select(pair => pair.A.Wall / pair.B.Wall)):F2} of the time");
    }

    // Which processors a process may use is decided before it starts: .NET sets up its threads by it.
    static async Task ScalingAsync(string size)
    {
        if (!OperatingSystem.IsLinux() || Environment.ProcessorCount < 2)
        {
            Print($"two processors against one: needs Linux and two processors");
            return;
        }

        var ratios = new List<double>();
        for (var i = 0; i < 3; i++)
        {
            ratios.Add(await SecondsOnAsync("0", size) / await SecondsOnAsync("0,1", size));
        }

        Print($"two processors against one, {size} objects, in order: {PairedMeasure.Median(ratios):F2} times as fast");
    }

    static async Task<double> SecondsOnAsync(string processors, string size)
    {
        var start = new ProcessStartInfo("taskset", ["-c", processors, Environment.ProcessPath!, "engine", size]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return double.Parse(output, CultureInfo.InvariantCulture);
    }

    static async Task<List<(Usage A, Usage B)>> MeasureAsync(Func<Task<long>> a, Func<Task<long>> b)
    {
        for (var i = 0; i < WarmUps; i++)
        {
            await a();
            await b();
        }

        var pairs = new List<(Usage, Usage)>();
        for (var i = 0; i < Pairs; i++)
        {
            pairs.Add((await Usage.OfAsync(a), await Usage.OfAsync(b)));
        }

        return pairs;
    }

    static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
