using System.Runtime.InteropServices;

namespace Fluency.Ingest.Benchmarks.Results;

/// <summary>What figures were measured on.</summary>
static class Machine
{
    public static string Processor { get; } = FindProcessor();

    public static string Describe() => $"{Processor}, {Environment.ProcessorCount} processors, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}";

    static string FindProcessor()
    {
        const string CpuInfo = "/proc/cpuinfo";
        var line = File.Exists(CpuInfo) ? File.ReadLines(CpuInfo).FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()
            ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER")
            ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
