using System.Diagnostics;
using System.Globalization;

namespace Fluency.Ingest.Benchmarks;

/// <summary>A <see cref="LoopStub"/> in a process of its own; ends when it is disposed.</summary>
sealed class LoopStubProcess : IAsyncDisposable
{
    readonly Process _process;

    LoopStubProcess(Process process, Uri url)
    {
        _process = process;
        Url = url;
    }

    public Uri Url { get; }

    /// <param name="milliseconds">How long each request takes at the least.</param>
    public static async Task<LoopStubProcess> StartAsync(int milliseconds)
    {
        string[] arguments = ["loop-stub", milliseconds.ToString(CultureInfo.InvariantCulture)];
        var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        return new(process, new Uri((await process.StandardOutput.ReadLineAsync())!));
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
