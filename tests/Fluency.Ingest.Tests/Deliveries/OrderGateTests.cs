using System.Runtime.CompilerServices;
using Fluency.Ingest.Deliveries;
using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fluency.Ingest.Tests.Deliveries;

public sealed class OrderGateTests : IDisposable
{
    static readonly TimeSpan Hold = TimeSpan.FromSeconds(30);

    readonly FakeTimeProvider _time = new();
    readonly OrderGate _gate;
    int _wakes;

    public OrderGateTests() => _gate = new OrderGate(Ordering.Arrival, Hold, _time, () => _wakes++);

    public void Dispose() => _gate.Dispose();

    [Fact]
    public void Enter_AtTheHead_PassesAtOnce()
    {
        var first = _gate.Take();

        Enter(first).IsCompleted.Should().BeTrue();
    }

    [Fact]
    public async Task Enter_BehindAnother_WaitsUntilItLeaves()
    {
        var first = _gate.Take();
        var second = _gate.Take();

        var turn = Enter(second);
        turn.IsCompleted.Should().BeFalse();
        _gate.Leave(first);

        await turn;
        second.IsHead.Should().BeTrue();
        _wakes.Should().Be(0, "nobody waits for a budget");
    }

    [Theory]
    [InlineData(Ordering.Arrival)]
    [InlineData(Ordering.None)]
    public void Leave_BehindOneThatNeverDoes_IsForgotten(Ordering ordering)
    {
        using var gate = new OrderGate(ordering, Hold, _time, static () => { });
        gate.Take();
        _time.Advance(Hold);
        var left = Enumerable.Range(0, 1000).Select(_ => TakeAndLeave(gate)).ToArray();

        GC.Collect();

        // Else a single delivery that stands still for hours keeps a place for each of the millions that pass it.
        left.Count(static place => place.IsAlive).Should().BeLessThan(500);
    }

    [Fact]
    public void Leave_NextOneWaitsForABudget_WakesIt()
    {
        var first = _gate.Take();
        _gate.Take().BeginWait();

        _gate.Leave(first);

        _wakes.Should().Be(1);
    }

    [Fact]
    public void Hold_NextOneWaitsForABudget_WakesIt()
    {
        _gate.Take();
        _gate.Take().BeginWait();

        _time.Advance(Hold);

        _wakes.Should().Be(1);
    }

    [Fact]
    public void Leave_OutOfOrder_DoesNotLetTheNextOneThrough()
    {
        _gate.Take();
        var second = _gate.Take();
        var third = _gate.Take();

        _gate.Leave(second);

        Enter(third).IsCompleted.Should().BeFalse();
    }

    [Fact]
    public async Task Hold_HeadNotReady_LosesItsPlace()
    {
        var slow = _gate.Take();
        var ready = _gate.Take();
        var turn = Enter(ready);

        _time.Advance(Hold);

        await turn;
        _gate.Overtaken.Should().Be(1);
        slow.IsHead.Should().BeFalse();
        Enter(slow).IsCompleted.Should().BeTrue("an overtaken delivery passes whenever it is ready");
    }

    [Fact]
    public void Hold_HeadIsDelivering_KeepsItsPlace()
    {
        var delivering = _gate.Take();
        var ready = _gate.Take();
        _ = Enter(delivering);
        var turn = Enter(ready);

        _time.Advance(Hold * 100);

        turn.IsCompleted.Should().BeFalse("it waits for a sink, which is no reason to reorder");
        _gate.Overtaken.Should().Be(0);
    }

    [Fact]
    public void Hold_CountsFromBecomingHead()
    {
        var first = _gate.Take();
        _gate.Take();
        _ = Enter(first);
        _time.Advance(Hold * 2);
        _gate.Leave(first);

        _time.Advance(Hold - TimeSpan.FromTicks(1));
        _gate.Overtaken.Should().Be(0);
        _time.Advance(TimeSpan.FromTicks(1));

        _gate.Overtaken.Should().Be(1);
    }

    [Fact]
    public void Leave_AfterBeingOvertaken_ChangesNothing()
    {
        var slow = _gate.Take();
        var next = _gate.Take();
        _time.Advance(Hold);

        _gate.Leave(slow);

        next.IsHead.Should().BeTrue();
    }

    [Fact]
    public async Task Enter_Cancelled_Throws()
    {
        using var cancelled = new CancellationTokenSource();
        _gate.Take();
        var turn = _gate.EnterAsync(_gate.Take(), cancelled.Token);

        await cancelled.CancelAsync();

        await turn.Awaiting(t => t).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public void Ordering_None_LetsEverybodyThroughAndStillKnowsTheHead()
    {
        using var gate = new OrderGate(Ordering.None, Hold, _time, () => { });
        var first = gate.Take();
        var second = gate.Take();

        gate.EnterAsync(second, CancellationToken.None).IsCompleted.Should().BeTrue();
        first.IsHead.Should().BeTrue();
        _time.Advance(Hold * 2);
        gate.Overtaken.Should().Be(0);
    }

    Task Enter(OrderPlace place) => _gate.EnterAsync(place, TestContext.Current.CancellationToken);

    [MethodImpl(MethodImplOptions.NoInlining)]
    static WeakReference TakeAndLeave(OrderGate gate)
    {
        var place = gate.Take();
        gate.Leave(place);
        return new WeakReference(place);
    }
}
