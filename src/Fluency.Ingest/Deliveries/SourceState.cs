using Fluency.Ingest.Diagnostics;
using Fluency.Ingest.Routing;

namespace Fluency.Ingest.Deliveries;

/// <summary>What the deliveries of one source share while the pipe runs.</summary>
sealed class SourceState(string name, ISource source, RouterPlan router, OrderGate gate, int maxInFlight, PipeCounters counters) : IDisposable
{
    readonly SemaphoreSlim _room = new(maxInFlight);

    public string Name => name;

    public ISource Source => source;

    public RouterPlan Router => router;

    public OrderGate Gate => gate;

    /// <summary>Waits until one more delivery may be asked for; false when draining.</summary>
    public async Task<bool> WaitForRoomAsync(CancellationToken drainToken)
    {
        try
        {
            await _room.WaitAsync(drainToken).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public void MakeRoom() => _room.Release();

    public void Received() => counters.Received();

    public void Dispose()
    {
        gate.Dispose();
        _room.Dispose();
    }
}
