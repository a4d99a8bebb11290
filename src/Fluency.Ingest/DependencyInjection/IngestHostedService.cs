using Fluency.Ingest.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fluency.Ingest.DependencyInjection;

/// <summary>Runs all pipes for as long as the host runs, and drains them when it stops.</summary>
sealed class IngestHostedService(IngestPipes pipes, IHostApplicationLifetime lifetime, ILogger<IngestHostedService> logger, TimeProvider? time = null) : IHostedService, IDisposable
{
    // For what was given up to go back to its source: a call or two.
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    readonly CancellationTokenSource _drain = new();
    Task _runs = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _runs = Task.WhenAll(pipes.Select(RunAsync));
        return Task.CompletedTask;
    }

    /// <summary>
    /// Drains, for as long as the host grants, then gives up what is left. Throws what a pipe failed with, so that the host ends with it. What does not end even then,
    /// since a sink or processor does not heed its token, is left behind: the process is about to end, and with it whatever that still works on.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _drain.CancelAsync().ConfigureAwait(false);
        using var ended = new CancellationTokenSource();
        if (await Task.WhenAny(_runs, GiveUpAsync(cancellationToken, ended.Token)).ConfigureAwait(false) == _runs)
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await _runs.ConfigureAwait(false);
            return;
        }

        foreach (var pipe in pipes)
        {
            pipe.LeaveBehind();
        }
    }

    public void Dispose() => _drain.Dispose();

    async Task GiveUpAsync(CancellationToken given, CancellationToken ended)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(given, ended);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (ended.IsCancellationRequested)
        {
            return;
        }

        foreach (var pipe in pipes)
        {
            pipe.Abort("the host waits no longer for its end (ShutdownTimeout)");
        }

        await Task.Delay(Grace, time ?? TimeProvider.System, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
