using Fluency.Ingest.Sinks;

namespace Fluency.Ingest.Deliveries;

/// <summary>Room for one source's unsettled deliveries: so many, and no more while the intake is held.</summary>
sealed class Room(int maxInFlight, Intake intake) : IDisposable
{
    readonly SemaphoreSlim _places = new(maxInFlight);

    /// <summary>Waits until one more delivery may be asked for.</summary>
    public ValueTask TakeAsync(CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested && intake.IsOpen && _places.Wait(0, CancellationToken.None) ? ValueTask.CompletedTask : new ValueTask(WaitAsync(cancellationToken));

    /// <summary>Waits until the intake is not held.</summary>
    public Task WhenOpenAsync(CancellationToken cancellationToken) => intake.WaitUntilOpenAsync(cancellationToken);

    public void GiveBack() => _places.Release();

    public void Dispose() => _places.Dispose();

    async Task WaitAsync(CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken).ConfigureAwait(false);

        // In this order: while a place is waited for, a sink may go down.
        await intake.WaitUntilOpenAsync(cancellationToken).ConfigureAwait(false);
    }
}
