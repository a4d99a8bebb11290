using System.Diagnostics;
using System.Globalization;

namespace Fluency.Ingest.Benchmarks.Growth;

/// <summary>One reading of one file by a process of its own, which nothing before it has warmed up or filled.</summary>
/// <param name="Seconds">From opening the file to its end; the runtime's start is not in it, compiling is.</param>
/// <param name="PeakBytes">The most memory that the process had.</param>
/// <param name="Error">Why it did not get to the end.</param>
sealed record GrowthRun(double Seconds, long PeakBytes, string? Error)
{
    /// <summary>Starts this program again to read the file.</summary>
    public static async Task<GrowthRun> StartAsync(GrowthWay way, string path)
    {
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["growth", way.Name, path]) { RedirectStandardOutput = true })!;
        var output = (await process.StandardOutput.ReadToEndAsync()).Split(' ', StringSplitOptions.TrimEntries);
        await process.WaitForExitAsync();
        return output is [var seconds, var bytes, ..]
            ? new GrowthRun(double.Parse(seconds, CultureInfo.InvariantCulture), long.Parse(bytes, CultureInfo.InvariantCulture), output.ElementAtOrDefault(2))
            : new GrowthRun(0, 0, $"ended with {process.ExitCode}");
    }

    /// <summary>Reads the file in this process and tells what it took.</summary>
    public static async Task TellAsync(GrowthWay way, string path)
    {
        string? error = null;
        var start = Stopwatch.GetTimestamp();
        try
        {
            await way.RunAsync(path);
        }
        catch (Exception exception) when (exception is OverflowException or OutOfMemoryException or ArgumentException)
        {
            // What rivals throw whose buffer would pass the 2 GB of an array.
            error = exception.GetType().Name;
        }

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds:F4} {process.PeakWorkingSet64} {error}").TrimEnd());
    }
}
