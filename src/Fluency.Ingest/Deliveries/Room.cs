using System.Runtime.CompilerServices;
using Fluency.Ingest.Sinks;

namespace Fluency.Ingest.Deliveries;

/// <summary>Room for one source's unsettled deliveries: so many, and no more while the intake is held or enough of them wait to be opened.</summary>
/// <remarks>
/// What waits to be opened gains nothing by it: its lease runs, other consumers do not see it, and the garbage collector copies it. With two thousand of them a message took a
/// sixth more of a processor than with a hundred (-- loop). As many as may be open at once are what the next round of requests needs.
/// </remarks>
sealed class Room : IDisposable
{
    readonly FlightBudget _budget;
    readonly Intake _intake;
    readonly SemaphoreSlim _places;

    // Of this source alone: objects that stand still must not keep another source from being asked.
    readonly Intake _crowd = new();
    readonly IntakeHold _hold;
    readonly Lock _lock = new();
    int _unopened;

    /// <param name="maxInFlight">Deliveries that may be unsettled.</param>
    /// <param name="intake">Is held while a sink takes no more.</param>
    /// <param name="budget">Tells how many objects may be open.</param>
    public Room(int maxInFlight, Intake intake, FlightBudget budget)
    {
        _budget = budget;
        _intake = intake;
        _places = new SemaphoreSlim(maxInFlight);
        _hold = _crowd.CreateHold();
    }

    /// <summary>Waits until one more delivery may be asked for.</summary>
    public ValueTask TakeAsync(CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested && _intake.IsOpen && _crowd.IsOpen && _places.Wait(0, CancellationToken.None) ? ValueTask.CompletedTask : WaitAsync(cancellationToken);

    public void GiveBack() => _places.Release();

    /// <summary>Waits until more is wanted: no sink is full or down, and few deliveries wait to be opened.</summary>
    public async Task WhenOpenAsync(CancellationToken cancellationToken)
    {
        do
        {
            await _crowd.WaitUntilOpenAsync(cancellationToken).ConfigureAwait(false);

            // While that is waited for, a sink may go down; and while the sink is, more may come to wait.
            await _intake.WaitUntilOpenAsync(cancellationToken).ConfigureAwait(false);
        }
        while (!_crowd.IsOpen);
    }

    /// <summary>Counts a delivery that waits to be opened.</summary>
    public void Arrived() => Add(1);

    /// <summary>Counts it no more: it is open, or over.</summary>
    public void Opened() => Add(-1);

    public void Dispose() => _places.Dispose();

    // Twice as many as may be open; again once that are half of them, so that it changes seldom, and a receive that takes as long as a read comes home in time.
    void Add(int deliveries)
    {
        var width = _budget.Width;
        lock (_lock)
        {
            _unopened += deliveries;
            if (deliveries > 0 ? _unopened >= 2 * width : _unopened <= width)
            {
                _hold.Set(deliveries > 0);
            }
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken).ConfigureAwait(false);

        // In this order: while a place is waited for, a sink may go down.
        await WhenOpenAsync(cancellationToken).ConfigureAwait(false);
    }
}
