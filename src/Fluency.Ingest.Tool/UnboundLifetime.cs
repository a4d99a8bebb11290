using Microsoft.Extensions.Hosting;

namespace Fluency.Ingest.Tool;

/// <summary>Leaves signals alone: they are for the run, whose page is still to be seen while it drains.</summary>
sealed class UnboundLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
