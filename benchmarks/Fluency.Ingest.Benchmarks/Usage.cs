using System.Diagnostics;

namespace Fluency.Ingest.Benchmarks;

/// <summary>What a piece of work used.</summary>
/// <param name="Cpu">Processor time of all threads.</param>
/// <param name="Wall">Time that passed.</param>
/// <param name="Allocated">Bytes allocated by all threads.</param>
readonly record struct Usage(TimeSpan Cpu, TimeSpan Wall, long Allocated)
{
    /// <summary>Measures one run of some work.</summary>
    public static async Task<Usage> OfAsync(Func<Task<long>> work)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var cpu = Environment.CpuUsage.TotalTime;
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var start = Stopwatch.GetTimestamp();
        await work();
        var wall = Stopwatch.GetElapsedTime(start);
        return new Usage(Environment.CpuUsage.TotalTime - cpu, wall, GC.GetTotalAllocatedBytes(precise: true) - allocated);
    }
}
