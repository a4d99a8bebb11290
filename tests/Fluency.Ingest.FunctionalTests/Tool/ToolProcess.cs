using System.Diagnostics;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Tool;

/// <summary>The built tool as a process of its own.</summary>
sealed class ToolProcess : IDisposable
{
    readonly Process _process;
    readonly Task<string> _error;

    ToolProcess(Process process)
    {
        _process = process;
        _error = process.StandardError.ReadToEndAsync();
    }

    public StreamWriter Input => _process.StandardInput;

    public StreamReader Output => _process.StandardOutput;

    public static ToolProcess Start(string folder, params string[] arguments) => Start(folder, new Dictionary<string, string>(), arguments);

    static string Program => Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "fluency-ingest.exe" : "fluency-ingest");

    static ToolProcess Start(string folder, IReadOnlyDictionary<string, string> environment, string[] arguments)
    {
        var start = new ProcessStartInfo(Program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };

        // The test runner's own -noColor sets it, which would hide colours of the tool that do not belong into a pipe.
        start.Environment.Remove("NO_COLOR");
        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        return new ToolProcess(Process.Start(start)!);
    }

    /// <summary>Runs a command to its end.</summary>
    public static Task<(int ExitCode, string Output, string Error)> RunAsync(string folder, params string[] arguments) =>
        RunAsync(folder, new Dictionary<string, string>(), arguments);

    /// <summary>Runs a command to its end, with variables of the environment.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var tool = Start(folder, environment, arguments);
        return await tool.ReadToEndAsync();
    }

    /// <summary>Runs a command to its end, as a line of a shell's says it, after what is to be done before.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunInShellAsync(string folder, string line, string before = "")
    {
        var start = new ProcessStartInfo("sh", ["-c", $"{before} exec '{Program}' {line}"]) { WorkingDirectory = folder, RedirectStandardError = true, RedirectStandardOutput = true };
        using var tool = new ToolProcess(Process.Start(start)!);
        return await tool.ReadToEndAsync();
    }

    async Task<(int ExitCode, string Output, string Error)> ReadToEndAsync()
    {
        var output = await Output.ReadToEndAsync(TestContext.Current.CancellationToken);
        return (await WaitAsync(), output, await _error);
    }

    /// <summary>Waits for its end.</summary>
    public async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public async Task<string> ReadErrorAsync() => await _error;

    /// <summary>Ends it as a loss of power would: nothing of it runs any more.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await WaitAsync();
    }

    /// <summary>Sends a signal.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
