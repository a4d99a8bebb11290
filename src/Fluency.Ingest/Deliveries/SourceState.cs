using System.Runtime.CompilerServices;
using Fluency.Ingest.Diagnostics;
using Fluency.Ingest.Diagnostics.Flow;
using Fluency.Ingest.Routing;

namespace Fluency.Ingest.Deliveries;

/// <summary>What the deliveries of one source share while the pipe runs.</summary>
sealed class SourceState(ISource source, RouterPlan router, OrderGate gate, Room room, PipeCounters counters, SourceObserver observer) : IDisposable
{
    public string Name => observer.Identity.Name;

    /// <summary>Is told of everything that happens.</summary>
    public SourceObserver Observer => observer;

    public ISource Source => source;

    public RouterPlan Router => router;

    public OrderGate Gate => gate;

    /// <summary>What is settled of objects whose delivery was not done: who tells of one of them, in whatever message, need not send that again. Some 200 bytes an object: two megabytes in all.</summary>
    /// <remarks>Not shared by sources: each may route the records of one object in its own way, so that what one has sent to a sink says nothing of another.</remarks>
    public RecentMemory<ObjectId, SettledRecords> Unfinished { get; } = new(10_000);

    /// <summary>What is settled of the objects of each delivery that was tried most recently. It may come again when its delete failed, or while a try whose lease was lost is still in work, perhaps before that has opened anything.</summary>
    /// <remarks>By the delivery, and the place in it: who tells of an object anew wants it anew. Apart from <see cref="Unfinished"/>, which the many that succeed would crowd out. Half a kilobyte an object: five megabytes in all.</remarks>
    public RecentMemory<(string Delivery, int Position, ObjectId Object), TriedObject> Tried { get; } = new(10_000);

    /// <summary>How often deliveries failed by their own fault. The source's receive count would also count outages, which are nobody's poison.</summary>
    /// <remarks>As many as a queue of SQS has in flight: of more that take turns, each would be forgotten before it comes again. Some 25 megabytes, where so many fail.</remarks>
    public RecentMemory<string, int> OwnFailures { get; } = new(120_000);

    /// <summary>Waits until one more delivery may be asked for; false when draining.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
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

    /// <summary>Waits until more is wanted.</summary>
    public Task WhenWantedAsync(CancellationToken drainToken) => room.WhenOpenAsync(drainToken);

    public void MakeRoom() => room.GiveBack();

    /// <summary>Counts a delivery that waits to be opened, until <see cref="Opened"/>.</summary>
    public void Arrived() => room.Arrived();

    public void Opened() => room.Opened();

    public void Received()
    {
        counters.Received();
        observer.Received();
    }

    public void Dispose()
    {
        gate.Dispose();
        room.Dispose();
    }
}
