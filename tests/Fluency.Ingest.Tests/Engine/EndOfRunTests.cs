using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Engine;

/// <summary>A run that is drained or aborted with work in hand.</summary>
public sealed class EndOfRunTests : PipeTest
{
    [Fact]
    public async Task Aborted_JustWhenADeliveryHasFailed_ReturnsItAtOnce()
    {
        Queue.Add("1", new FakeObject("bad", "nonsense"));
        Pipe pipe = null!;
        pipe = Builder(Queue)
            .OnFailure(_ =>
            {
                pipe.Abort();
                return Disposition.Return(TimeSpan.FromHours(1));
            })
            .Build();

        await pipe.RunUntilEmptyAsync(Cancelled);
        await pipe.DisposeAsync();

        Queue.SettlementsOf("1").Should().Equal(Disposition.Return(TimeSpan.Zero));
    }

    [Fact]
    public async Task Aborted_NothingMoreIsReceivedBeforeWorkIsGivenUp()
    {
        // What is given up may be received again at once: by others, not by the one that gave it up.
        var entered = new TaskCompletionSource();
        bool? wasClosed = null;
        Sink.BeforeWrite = (_, _, token) =>
        {
            token.UnsafeRegister(_ => wasClosed = Queue.DrainToken.IsCancellationRequested, null);
            entered.SetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        };
        Queue.Add("1", Some.Object("a", 1));
        await using var pipe = Builder(Queue).Build();
        var run = pipe.RunAsync(Cancelled);
        await entered.Task;

        pipe.Abort();

        await run;
        wasClosed.Should().BeTrue();
        Queue.SettlementsOf("1").Should().Equal(Disposition.Return(TimeSpan.Zero));
    }

    [Fact]
    public async Task Run_Drained_FinishesTheWorkInHandAndTakesNoMore()
    {
        using var drain = new CancellationTokenSource();
        var release = new TaskCompletionSource();
        var entered = new TaskCompletionSource();
        Sink.BeforeWrite = (_, _, token) =>
        {
            entered.TrySetResult();
            return release.Task.WaitAsync(token);
        };
        Queue.Add("1", Some.Object("a", 1));
        await using var pipe = Builder(Queue).Build();

        var run = pipe.RunAsync(drain.Token);
        await entered.Task;
        await drain.CancelAsync();
        Queue.Add("2", Some.Object("late", 1));
        release.SetResult();
        await run;

        Sink.Records.Should().Equal(Texts(("a", 1)));
        Queue.Settlements.Should().Equal(("1", Disposition.Complete));
    }

    [Fact]
    public async Task Run_DrainTimeoutPasses_AbortsAndReturnsTheRest()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        using var drain = new CancellationTokenSource();
        var entered = new TaskCompletionSource();
        Sink.BeforeWrite = (_, _, token) =>
        {
            entered.TrySetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        };
        Queue.Add("1", Some.Object("a", 1));
        Queue.Add("2", Some.Object("b", 1));
        var log = new CollectingLoggers();
        await using var pipe = Builder(Queue).UseTime(time).UseLogging(log).Configure(options => options.DrainTimeout = TimeSpan.FromSeconds(20)).Build();

        var run = pipe.RunAsync(drain.Token);
        await entered.Task;
        await drain.CancelAsync();
        time.Advance(TimeSpan.FromSeconds(20));
        await run;

        Queue.SettlementsOf("1").Should().Equal(Disposition.Return(TimeSpan.Zero));
        log.TextsOf(2002).Should().Equal("Pipe 'test' gives up the work in hand, since it was not done within 00:00:20 (DrainTimeout); what is left goes back to its source");
        log.TextsOf(2003).Should().Equal("Pipe 'test' was stopped with work in hand (deliveries: 2), which is returned and comes again");
        log.TextsOf(2004).Should().HaveCount(2);
        log.TextsOf(2010).Should().BeEmpty("none of them failed");
    }
}
