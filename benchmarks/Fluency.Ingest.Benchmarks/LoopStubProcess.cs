using System.Diagnostics;
using System.Globalization;

namespace Fluency.Ingest.Benchmarks;

/// <summary>A <see cref="LoopStub"/> in a process of its own; ends when it is disposed.</summary>
sealed class LoopStubProcess : ILoopEndpoint
{
    readonly Process _process;
    readonly HttpClient _http = new();

    LoopStubProcess(Process process, Uri url)
    {
        _process = process;
        Url = url;
    }

    public Uri Url { get; }

    public string QueueUrl => new Uri(Url, "/111122223333/trail").ToString();

    /// <param name="milliseconds">How long each request takes at the least.</param>
    public static async Task<LoopStubProcess> StartAsync(int milliseconds)
    {
        string[] arguments = ["loop-stub", milliseconds.ToString(CultureInfo.InvariantCulture)];
        var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        return new(process, new Uri((await process.StandardOutput.ReadLineAsync())!));
    }

    public async Task RefillAsync(int messages) =>
        (await _http.PutAsync(new Uri(Url, $"/?{messages.ToString(CultureInfo.InvariantCulture)}"), null)).EnsureSuccessStatusCode();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
