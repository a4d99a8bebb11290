using Fluency.Ingest.Diagnostics;
using Fluency.Ingest.Routing;

namespace Fluency.Ingest.Deliveries;

/// <summary>What the deliveries of one source share while the pipe runs.</summary>
sealed class SourceState(string name, ISource source, RouterPlan router, OrderGate gate, Room room, PipeCounters counters) : IDisposable
{
    public string Name => name;

    public ISource Source => source;

    public RouterPlan Router => router;

    public OrderGate Gate => gate;

    /// <summary>Waits until one more delivery may be asked for; false when draining.</summary>
    public async ValueTask<bool> WaitForRoomAsync(CancellationToken drainToken)
    {
        try
        {
            await room.TakeAsync(drainToken).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Waits until a sink takes more.</summary>
    public Task WhenWantedAsync(CancellationToken drainToken) => room.WhenOpenAsync(drainToken);

    public void MakeRoom() => room.GiveBack();

    public void Received() => counters.Received();

    public void Dispose()
    {
        gate.Dispose();
        room.Dispose();
    }
}
