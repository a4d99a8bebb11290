using System.Diagnostics;
using Fluency.Ingest.FunctionalTests.Readme;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Samples;

/// <summary>A built sample, run to its end as its README says or otherwise.</summary>
static class SampleProgram
{
    /// <summary>Runs it in a folder.</summary>
    public static Task<(int ExitCode, string Output, string Error)> RunAsync(string name, string folder, params string[] arguments) =>
        RunAsync(name, folder, new Dictionary<string, string?>(), arguments);

    /// <summary>The same with variables of the environment; those that are null are taken away.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(string name, string folder, IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? name + ".exe" : name), arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        foreach (var (variable, value) in environment)
        {
            start.Environment[variable] = value;
        }

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output, await error);
    }

    /// <summary>The arguments of the one command in its README, of which those that lie in the repository are full paths, and the line that it says is printed.</summary>
    public static (string[] Arguments, string Printed) Readme(string name)
    {
        var blocks = File.ReadLines(Path.Combine(ReadmeTests.Repository, "samples", name, "README.md"))
            .Where(static line => line.StartsWith("    ", StringComparison.Ordinal))
            .Select(static line => line.Trim())
            .ToList();
        var command = $"dotnet run --project samples/{name} -- ";
        Assert.StartsWith(command, blocks[0], StringComparison.Ordinal);
        return ([.. blocks[0][command.Length..].Split(' ').Select(FullPath)], Assert.Single(blocks.Skip(1)));
    }

    static string FullPath(string argument) =>
        argument.StartsWith("samples/", StringComparison.Ordinal) ? Path.Combine(ReadmeTests.Repository, argument) : argument;
}
