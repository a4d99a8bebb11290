using System.Diagnostics;
using Xunit;

namespace Fluency.Ingest.Tests.Support;

/// <summary>Runs tests of this assembly in a process of its own, since what a processor has is asked once.</summary>
static class OwnProcess
{
    /// <summary>Runs the classes of those names.</summary>
    public static async Task<(int ExitCode, string Output)> RunTestsAsync(string[] classes, Dictionary<string, string> environment)
    {
        var name = OperatingSystem.IsWindows() ? "Fluency.Ingest.Tests.exe" : "Fluency.Ingest.Tests";
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, name), ["-noColor", "-noLogo", .. classes.SelectMany(each => new[] { "-class", each })])
        {
            RedirectStandardOutput = true,
        };
        foreach (var (variable, value) in environment)
        {
            start.Environment[variable] = value;
        }

        using var process = Process.Start(start)!;
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return (process.ExitCode, output);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
