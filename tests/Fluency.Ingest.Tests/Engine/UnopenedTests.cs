using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fluency.Ingest.Tests.Engine;

/// <summary>A source is asked for no more while enough of its deliveries wait to be opened, and is asked again once they no longer do.</summary>
public sealed class UnopenedTests
{
    const int Width = 4;

    readonly CollectingSink _sink = new();
    readonly TaskCompletionSource _mayOpen = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int _opened;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ObjectsStandStill_NoMoreIsAskedForThanTwiceTheWidth_UntilTheyGoOn()
    {
        var queue = Queue(200, every: 1);
        await using var pipe = Builder(queue).Build();
        var run = pipe.RunUntilEmptyAsync(Cancelled);

        await Until.TrueAsync(() => queue.HandedOut >= 3 * Width);
        await Until.QuietAsync();

        queue.HandedOut.Should().BeInRange(3 * Width, (3 * Width) + 1, "so many are open or wait, and the head is let through beside them");
        _mayOpen.SetResult();
        (await run).Messages.Complete.Should().Be(200);
    }

    [Fact]
    public async Task ObjectsStandStill_Aborted_EverythingIsReturnedAndTheRunEnds()
    {
        var queue = Queue(200, every: 1, maxAttempts: 1);
        await using var pipe = Builder(queue).Build();
        using var drain = new CancellationTokenSource();
        var run = pipe.RunAsync(drain.Token);
        await Until.TrueAsync(() => queue.HandedOut > 2 * Width);

        await drain.CancelAsync();
        pipe.Abort();

        (await run).Messages.Returned.Should().Be(queue.HandedOut);
    }

    [Fact]
    public async Task ManyDeliveriesWithoutObjects_WaitForTheirTurnOnly_AndLeaveRoomForThoseThatHaveThem()
    {
        // Such as tell of files that no one wants: they are done with but for their place in the order.
        var queue = Queue(200, every: 50);
        await using var pipe = Builder(queue).Build();
        var run = pipe.RunUntilEmptyAsync(Cancelled);

        await Until.TrueAsync(() => Volatile.Read(ref _opened) == Width);

        _mayOpen.SetResult();
        (await run).Messages.Complete.Should().Be(200);
        _sink.Records.Should().HaveCount(4);
    }

    FakeQueue Queue(int count, int every, int maxAttempts = 10)
    {
        var queue = new FakeQueue { MaxAttempts = maxAttempts };
        for (var i = 0; i < count; i++)
        {
            queue.Add($"{i}", i % every == 0 ? [Held($"o{i}")] : []);
        }

        return queue;
    }

    FakeObject Held(string name)
    {
        var held = Some.Object(name, 1);
        held.BeforeOpen = async (_, cancellationToken) =>
        {
            Interlocked.Increment(ref _opened);
            await _mayOpen.Task.WaitAsync(cancellationToken);
        };
        return held;
    }

    PipeBuilder Builder(FakeQueue queue) => Pipe.CreateBuilder("test").From(queue).Route(route => route.To(_sink, "sink")).UseTime(new FakeTimeProvider())
        .Configure(options => (options.MaxOpenObjects, options.OrderHold) = (Width, TimeSpan.FromHours(12)));
}
