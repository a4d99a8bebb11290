using Fluency.Ingest.Deliveries;
using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fluency.Ingest.Tests.Deliveries;

public sealed class FlightBudgetTests
{
    readonly OrderPlace _head = new() { IsHead = true };
    readonly OrderPlace _other = new();

    [Fact]
    public void Reserve_WithinTheBudget_DoesNotWait()
    {
        var budget = new FlightBudget(100, 1, TimeProvider.System);

        Reserve(budget, _other, 100).IsCompleted.Should().BeTrue();
        budget.Bytes.Should().Be(100);
    }

    [Fact]
    public async Task Reserve_BeyondTheBudget_WaitsForRelease()
    {
        var budget = new FlightBudget(100, 1, TimeProvider.System);
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
        var budget = new FlightBudget(100, 1, TimeProvider.System);
        await Reserve(budget, _other, 100);

        Reserve(budget, _head, 1_000).IsCompleted.Should().BeTrue();
        budget.Bytes.Should().Be(1_100);
    }

    [Fact]
    public async Task Wake_WaiterBecameHead_GoesOn()
    {
        var budget = new FlightBudget(100, 1, TimeProvider.System);
        await Reserve(budget, _other, 100);
        var next = new OrderPlace();
        var waiting = Reserve(budget, next, 50);

        next.IsHead = true;
        budget.Wake();

        await waiting;
    }

    [Fact]
    public async Task Wake_WaiterBehindManyBecameTheOldest_IsOpenedBeforeThem()
    {
        var budget = new FlightBudget(100, 1, TimeProvider.System);
        await Open(budget, _other, 1);
        var before = Enumerable.Range(0, 3).Select(_ => Open(budget, _other, 1)).ToList();
        var place = new OrderPlace();
        var waiting = Open(budget, place, 1);
        place.IsWaiting.Should().BeTrue();

        place.IsOldest = true;
        budget.Wake();

        await waiting;
        before.Should().OnlyContain(static task => !task.IsCompleted);
        place.IsWaiting.Should().BeFalse();
    }

    // In any order of both, one of them sees the other.
    [Fact]
    public async Task Open_BecomesTheHeadAtTheSameTime_NeverWaitsForEver()
    {
        for (var round = 0; round < 2_000; round++)
        {
            var budget = new FlightBudget(100, 1, TimeProvider.System);
            await Open(budget, _other, 1);
            var place = new OrderPlace();
            var opening = Task.Run(() => Open(budget, place, 1), TestContext.Current.CancellationToken);
            place.IsHead = true;
            if (place.IsWaiting)
            {
                budget.Wake();
            }

            await opening;
        }
    }

    [Fact]
    public async Task Release_SmallerWaiterFits_GoesBeforeALargerOne()
    {
        var budget = new FlightBudget(100, 1, TimeProvider.System);
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
        var budget = new FlightBudget(100, 1, TimeProvider.System);
        var open = await Open(budget, _other, 1);
        var waiting = Open(budget, _other, 1);
        waiting.IsCompleted.Should().BeFalse();

        budget.CloseObject(open, wasRead: true);

        await waiting;
    }

    [Theory]
    [InlineData(null, 32)]
    [InlineData(256 * 1024L - 1, 32)]
    [InlineData(256 * 1024L, 16)]
    [InlineData(1024 * 1024L, 6)]
    [InlineData(long.MaxValue, 2)]
    public async Task OpenObject_Size_LargeOnesTakeThePlaceOfSeveral(long? size, int atOnce)
    {
        var budget = new FlightBudget(100, 512, TimeProvider.System);
        for (var i = 0; i < atOnce; i++)
        {
            await Open(budget, _other, size);
        }

        Open(budget, _other, size).IsCompleted.Should().BeFalse();
    }

    [Fact]
    public async Task OpenObject_LargerThanTheNumber_IsOpenedAlone()
    {
        var budget = new FlightBudget(100, 3, TimeProvider.System);
        var open = await Open(budget, _other, long.MaxValue);
        var waiting = Open(budget, _other, 1);
        waiting.IsCompleted.Should().BeFalse();

        budget.CloseObject(open, wasRead: true);

        await waiting;
    }

    [Fact]
    public async Task OpenObject_SmallOnesKeepComing_DoNotPassALargeOne()
    {
        var budget = new FlightBudget(100, 2, TimeProvider.System);
        var first = await Open(budget, _other, 1);
        var large = Open(budget, _other, long.MaxValue);
        var small = Open(budget, _other, 1);
        small.IsCompleted.Should().BeFalse();
        Open(budget, _head, 1).IsCompleted.Should().BeTrue("nothing holds up the head");

        budget.CloseObject(first, wasRead: true);
        budget.CloseObject(new OpenObject(1, 0, 0), wasRead: true);

        await large;
        small.IsCompleted.Should().BeFalse();
    }

    [Fact]
    public async Task OpenObject_WhoWaitedFirstGaveUp_OthersGoOn()
    {
        using var cancelled = new CancellationTokenSource();
        var budget = new FlightBudget(100, 2, TimeProvider.System);
        var first = await Open(budget, _other, 1);
        var large = budget.OpenObjectAsync(_other, long.MaxValue, cancelled.Token).AsTask();

        await cancelled.CancelAsync();
        await large.Awaiting(t => t).Should().ThrowAsync<OperationCanceledException>();

        Open(budget, _other, 1).IsCompleted.Should().BeTrue();
        budget.CloseObject(first, wasRead: true);
    }

    [Fact]
    public async Task CloseObject_ManyQuickOnesWhileOthersWait_MoreMayBeOpen()
    {
        var time = new FakeTimeProvider();
        var budget = new FlightBudget(100, 512, time);
        for (var i = 0; i < 200; i++)
        {
            var open = await Open(budget, _head, 1);
            if (i == 0)
            {
                await Open(budget, _head, 31 * 256 * 1024);
                await Open(budget, _head, 31 * 256 * 1024);
                _ = Open(budget, _other, 1);
            }

            time.Advance(TimeSpan.FromMilliseconds(100));
            budget.CloseObject(open, wasRead: true);
        }

        budget.Width.Should().Be(64);
    }

    [Fact]
    public async Task CloseObject_StoreIsThrottled_FewerMayBeOpen()
    {
        var budget = new FlightBudget(100, 512, TimeProvider.System);
        var one = await Open(budget, _other, 1);
        var another = await Open(budget, _other, 1);

        budget.CloseObject(one, wasRead: false, wasThrottled: true);
        budget.CloseObject(another, wasRead: false, wasThrottled: true);

        budget.Width.Should().Be(16, "both were opened before it was heard");
    }

    [Fact]
    public async Task Reserve_Cancelled_ThrowsAndTakesNothing()
    {
        using var cancelled = new CancellationTokenSource();
        var budget = new FlightBudget(100, 1, TimeProvider.System);
        await Reserve(budget, _other, 100);
        var waiting = budget.ReserveAsync(_other, 10, cancelled.Token).AsTask();

        await cancelled.CancelAsync();

        await waiting.Awaiting(t => t).Should().ThrowAsync<OperationCanceledException>();
        budget.Release(100);
        budget.Bytes.Should().Be(0);
    }

    [Fact]
    public async Task Open_LargeOneBeforeItGivesUp_SmallOneThatFitsGoesOn()
    {
        using var cancelled = new CancellationTokenSource();
        var budget = new FlightBudget(100, 32, TimeProvider.System);
        for (var open = 0; open < 20; open++)
        {
            await Open(budget, _other, 1);
        }

        var large = budget.OpenObjectAsync(_other, 100 * 1024 * 1024, cancelled.Token).AsTask();
        var small = Open(budget, _other, 1);
        small.IsCompleted.Should().BeFalse("small ones do not pass a large one");

        await cancelled.CancelAsync();

        await large.Awaiting(t => t).Should().ThrowAsync<OperationCanceledException>();
        await small.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Open_SizeBelowZero_TakesOnePlace()
    {
        var budget = new FlightBudget(100, 32, TimeProvider.System);

        await Open(budget, _other, -100L * 1024 * 1024 * 1024);

        budget.Objects.Should().Be(1);
    }

    [Fact]
    public async Task Reserve_LosesItsExemptionMeanwhile_IsCountedAllTheSame()
    {
        var budget = new FlightBudget(100, 1, TimeProvider.System);
        await Reserve(budget, _other, 100);
        var (place, isOver) = (new OrderPlace(), false);
        var toggling = Task.Run(
            () =>
            {
                while (!Volatile.Read(ref isOver))
                {
                    place.IsHead = !place.IsHead;
                }
            },
            TestContext.Current.CancellationToken);

        for (var turn = 0; turn < 300_000; turn++)
        {
            using var cancelled = new CancellationTokenSource();
            var waiting = budget.ReserveAsync(place, 10, cancelled.Token);
            await cancelled.CancelAsync();
            try
            {
                await waiting;
                budget.Release(10);
            }
            catch (OperationCanceledException)
            {
                // It had to wait.
            }
        }

        Volatile.Write(ref isOver, true);
        await toggling;
        budget.Bytes.Should().Be(100);
    }

    static Task<OpenObject> Open(FlightBudget budget, OrderPlace place, long? size) =>
        budget.OpenObjectAsync(place, size, TestContext.Current.CancellationToken).AsTask();

    static Task Reserve(FlightBudget budget, OrderPlace place, long bytes) =>
        budget.ReserveAsync(place, bytes, TestContext.Current.CancellationToken).AsTask();
}
