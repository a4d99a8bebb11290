using Fluency.Ingest.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fluency.Ingest.DependencyInjection;

/// <summary>Runs all pipes for as long as the host runs, and drains them when it stops.</summary>
sealed class IngestHostedService(IngestPipes pipes, IHostApplicationLifetime lifetime, ILogger<IngestHostedService> logger) : IHostedService, IDisposable
{
    readonly CancellationTokenSource _drain = new();
    Task _runs = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _runs = Task.WhenAll(pipes.Select(RunAsync));
        return Task.CompletedTask;
    }

    /// <summary>Drains, for as long as the host grants, then gives up what is left. Throws what a pipe failed with, so that the host ends with it.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _drain.CancelAsync().ConfigureAwait(false);
        var abort = cancellationToken.Register(Abort);
        await using var end = abort.ConfigureAwait(false);
        await _runs.ConfigureAwait(false);
    }

    public void Dispose() => _drain.Dispose();

    void Abort()
    {
        foreach (var pipe in pipes)
        {
            pipe.Abort("the host waits no longer for its end (ShutdownTimeout)");
        }
    }

    async Task RunAsync(Pipe pipe)
    {
        try
        {
            // Off the thread that starts the host.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            await pipe.RunAsync(_drain.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Log.PipeFailed(logger, pipe.Name, exception);
            lifetime.StopApplication();
            throw;
        }
    }
}
