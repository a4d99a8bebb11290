using System.Diagnostics;
using System.Text;
using Xunit;

namespace Fluency.Ingest.PageTests.Support;

/// <summary>A built program as a process of its own, in a working folder of its own.</summary>
sealed class RunningProgram : IAsyncDisposable
{
    readonly Process _process;
    readonly DirectoryInfo _folder;
    readonly StringBuilder _said = new();
    readonly Lock _lock = new();
    readonly List<(Func<string, bool> IsMeant, TaskCompletionSource<string> Found)> _waiting = [];

    RunningProgram(Process process, DirectoryInfo folder)
    {
        (_process, _folder) = (process, folder);
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>All lines so far, of both outputs.</summary>
    public string Said
    {
        get
        {
            lock (_lock)
            {
                return _said.ToString();
            }
        }
    }

    static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts a program that lies beside the tests.</summary>
    public static RunningProgram Start(string name, string configuration, string file, params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("fluency-ingest-");
        File.WriteAllText(Path.Combine(folder.FullName, file), configuration);
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? $"{name}.exe" : name), arguments)
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        return new RunningProgram(Process.Start(start)!, folder);
    }

    /// <summary>Waits for a line, and for the program's end if that comes first, which fails.</summary>
    public async Task<string> WaitForLineAsync(Func<string, bool> isMeant)
    {
        var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_said.ToString().Split('\n').FirstOrDefault(isMeant) is { } line)
            {
                return line;
            }

            _waiting.Add((isMeant, found));
        }

        var ended = _process.WaitForExitAsync(Token);
        return await Task.WhenAny(found.Task, ended) == found.Task ? await found.Task : throw new InvalidOperationException($"It ended with {_process.ExitCode}: {Said}");
    }

    public async Task<int> WaitForEndAsync()
    {
        await _process.WaitForExitAsync(Token);
        return _process.ExitCode;
    }

    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        await kill.WaitForExitAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    void Hear(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lock)
        {
            _said.Append(line).Append('\n');
            foreach (var (_, found) in _waiting.Where(one => one.IsMeant(line)))
            {
                found.TrySetResult(line);
            }
        }
    }
}
