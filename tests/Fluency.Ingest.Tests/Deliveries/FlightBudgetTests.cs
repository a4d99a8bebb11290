using Fluency.Ingest.Deliveries;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Deliveries;

public sealed class FlightBudgetTests
{
    readonly OrderPlace _head = new() { IsHead = true };
    readonly OrderPlace _other = new();

    [Fact]
    public void Reserve_WithinTheBudget_DoesNotWait()
    {
        var budget = new FlightBudget(100, 1);

        Reserve(budget, _other, 100).IsCompleted.Should().BeTrue();
        budget.Bytes.Should().Be(100);
    }

    [Fact]
    public async Task Reserve_BeyondTheBudget_WaitsForRelease()
    {
        var budget = new FlightBudget(100, 1);
        await Reserve(budget, _other, 60);
        var waiting = Reserve(budget, _other, 60);
        waiting.IsCompleted.Should().BeFalse();

        budget.Release(60);

        await waiting;
        budget.Bytes.Should().Be(60);
    }

    [Fact]
    public async Task Reserve_ByTheHead_NeverWaits()
    {
        var budget = new FlightBudget(100, 1);
        await Reserve(budget, _other, 100);

        Reserve(budget, _head, 1_000).IsCompleted.Should().BeTrue();
        budget.Bytes.Should().Be(1_100);
    }

    [Fact]
    public async Task Wake_WaiterBecameHead_GoesOn()
    {
        var budget = new FlightBudget(100, 1);
        await Reserve(budget, _other, 100);
        var next = new OrderPlace();
        var waiting = Reserve(budget, next, 50);

        next.IsHead = true;
        budget.Wake();

        await waiting;
    }

    [Fact]
    public async Task Release_SmallerWaiterFits_GoesBeforeALargerOne()
    {
        var budget = new FlightBudget(100, 1);
        await Reserve(budget, _other, 100);
        var large = Reserve(budget, _other, 90);
        var small = Reserve(budget, _other, 10);

        budget.Release(20);

        await small;
        large.IsCompleted.Should().BeFalse();
    }

    [Fact]
    public async Task OpenObject_BeyondTheNumber_WaitsForClose()
    {
        var budget = new FlightBudget(100, 1);
        await budget.OpenObjectAsync(_other, TestContext.Current.CancellationToken);
        var waiting = budget.OpenObjectAsync(_other, TestContext.Current.CancellationToken).AsTask();
        waiting.IsCompleted.Should().BeFalse();

        budget.CloseObject();

        await waiting;
    }

    [Fact]
    public async Task Reserve_Cancelled_ThrowsAndTakesNothing()
    {
        using var cancelled = new CancellationTokenSource();
        var budget = new FlightBudget(100, 1);
        await Reserve(budget, _other, 100);
        var waiting = budget.ReserveAsync(_other, 10, cancelled.Token).AsTask();

        await cancelled.CancelAsync();

        await waiting.Awaiting(t => t).Should().ThrowAsync<OperationCanceledException>();
        budget.Release(100);
        budget.Bytes.Should().Be(0);
    }

    static Task Reserve(FlightBudget budget, OrderPlace place, long bytes) =>
        budget.ReserveAsync(place, bytes, TestContext.Current.CancellationToken).AsTask();
}
