using System.Diagnostics;

namespace Fluency.Ingest.Tool;

/// <summary>What a run took.</summary>
readonly record struct RunUsage(TimeSpan Elapsed, TimeSpan Cpu, long AllocatedBytes, long PeakWorkingSetBytes)
{
    /// <summary>What the process has taken so far.</summary>
    public static RunUsage Since(long started, TimeProvider time)
    {
        using var process = Process.GetCurrentProcess();
        return new RunUsage(time.GetElapsedTime(started), process.TotalProcessorTime, GC.GetTotalAllocatedBytes(precise: true), process.PeakWorkingSet64);
    }
}
