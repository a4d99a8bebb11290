using Fluency.Ingest.Diagnostics;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Diagnostics;

public sealed class StatusWatchTests
{
    static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Watch_TellsAtOnceAndThenOfChangesOnly()
    {
        await using var pipe = WatchedPipe.Running();
        await using var watch = pipe.Pipe.WatchStatusAsync(Second, Cancelled).GetAsyncEnumerator(Cancelled);
        (await watch.MoveNextAsync()).Should().BeTrue();
        watch.Current.State.Should().Be(FlowState.Idle);

        var next = watch.MoveNextAsync().AsTask();
        for (var i = 0; i < 10; i++)
        {
            await Until.QuietAsync();
            pipe.Time.Advance(Second);
        }

        await Until.QuietAsync();
        next.IsCompleted.Should().BeFalse("nothing has changed");

        await pipe.SendAsync();
        await Until.TrueAsync(pipe.Time, Second, () => next.IsCompleted);
        (await next).Should().BeTrue();
        watch.Current.State.Should().Be(FlowState.Flowing);
    }

    [Fact]
    public async Task Watch_SlowReader_SeesTheLastOfWhatChangedMeanwhile()
    {
        await using var pipe = WatchedPipe.Running();
        await using var watch = pipe.Pipe.WatchStatusAsync(Second, Cancelled).GetAsyncEnumerator(Cancelled);
        await watch.MoveNextAsync();
        for (var i = 0; i < 5; i++)
        {
            await pipe.SendAsync();
            pipe.Time.Advance(Second);
        }

        var next = watch.MoveNextAsync().AsTask();
        await Until.TrueAsync(pipe.Time, Second, () => next.IsCompleted);

        watch.Current.Statistics.Records.Read.Should().Be(10);
    }

    [Fact]
    public async Task Watch_Cancelled_EndsWithoutAnException()
    {
        await using var pipe = WatchedPipe.Running();
        using var end = new CancellationTokenSource();
        await using var watch = pipe.Pipe.WatchStatusAsync(Second, end.Token).GetAsyncEnumerator(Cancelled);
        await watch.MoveNextAsync();
        var next = watch.MoveNextAsync().AsTask();

        await end.CancelAsync();

        (await next).Should().BeFalse();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(86_400_001)]
    public void Watch_IntervalOutOfRange_IsRefused(int milliseconds) => WatchedPipe.Built().Pipe
        .Invoking(pipe => pipe.WatchStatusAsync(TimeSpan.FromMilliseconds(milliseconds), Cancelled)).Should().Throw<ArgumentOutOfRangeException>();
}
