using Fluency.Ingest.Deliveries;
using Fluency.Ingest.Sinks;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Deliveries;

public sealed class RoomTests : IDisposable
{
    const int Width = 4;

    readonly Intake _intake = new();
    readonly Room _room;

    public RoomTests() => _room = new Room(100, _intake, new FlightBudget(long.MaxValue, Width, TimeProvider.System));

    [Fact]
    public void Take_AsManyAsMayBeInFlight_ThenWaits()
    {
        Arrive(0);
        for (var place = 0; place < 100; place++)
        {
            Take().IsCompleted.Should().BeTrue();
        }

        Take().IsCompleted.Should().BeFalse();
    }

    [Fact]
    public async Task Take_TwiceAsManyWaitToBeOpenedAsMayBeOpen_WaitsUntilHalfOfThemAre()
    {
        Arrive((2 * Width) - 1);
        Take().IsCompleted.Should().BeTrue();
        Arrive(1);
        var next = Take();
        var wanted = _room.WhenOpenAsync(CancellationToken.None);

        Open(Width - 1);
        (next.IsCompleted, wanted.IsCompleted).Should().Be((false, false));
        Open(1);

        await next;
        await wanted;
    }

    [Fact]
    public async Task WhenOpen_SinkIsDownAndDeliveriesWait_WaitsForBoth()
    {
        var sink = _intake.CreateHold();
        sink.Set(isHeld: true);
        Arrive(2 * Width);
        var wanted = _room.WhenOpenAsync(CancellationToken.None);

        sink.Set(isHeld: false);
        wanted.IsCompleted.Should().BeFalse();
        Open(2 * Width);

        await wanted;
    }

    [Fact]
    public async Task WhenOpen_SinkIsDownAgainOnceTheyAreOpen_WaitsForIt()
    {
        var sink = _intake.CreateHold();
        Arrive(2 * Width);
        var wanted = _room.WhenOpenAsync(CancellationToken.None);
        sink.Set(isHeld: true);

        Open(2 * Width);
        wanted.IsCompleted.Should().BeFalse();
        sink.Set(isHeld: false);

        await wanted;
    }

    [Fact]
    public async Task Take_GivenUpWhileItWaits_IsCancelled()
    {
        using var cancel = new CancellationTokenSource();
        Arrive(2 * Width);
        var taking = _room.TakeAsync(cancel.Token).AsTask();

        await cancel.CancelAsync();

        await FluentActions.Awaiting(() => taking).Should().ThrowAsync<OperationCanceledException>();
    }

    public void Dispose() => _room.Dispose();

    Task Take() => _room.TakeAsync(CancellationToken.None).AsTask();

    void Arrive(int deliveries)
    {
        for (var delivery = 0; delivery < deliveries; delivery++)
        {
            _room.Arrived();
        }
    }

    void Open(int deliveries)
    {
        for (var delivery = 0; delivery < deliveries; delivery++)
        {
            _room.Opened();
        }
    }
}
