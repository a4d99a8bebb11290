using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Engine;

/// <summary>A lease that is lost while its delivery is in work.</summary>
public sealed class LostLeaseTests : PipeTest
{
    [Fact]
    public async Task Run_LeaseLost_CancelsAndDoesNotComplete()
    {
        var opened = new TaskCompletionSource();
        var stuck = Some.Object("stuck");
        stuck.BeforeOpen = async (n, token) =>
        {
            if (n == 1)
            {
                opened.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            }
        };
        var delivery = Queue.Add("1", stuck);

        var run = RunAsync();
        await opened.Task;
        delivery.LoseLease();
        await run;

        Queue.SettlementsOf("1").Should().Equal(Disposition.Return(TimeSpan.Zero), Disposition.Complete);
    }

    [Fact]
    public async Task Run_LeaseLostWhileItsRecordsAreWritten_TheOthersInTheBatchComplete()
    {
        var queue = new FakeQueue { MaxAttempts = 1 };
        var (first, gathered, release) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        Sink.BeforeWrite = (_, write, token) =>
        {
            if (write == 2)
            {
                gathered.TrySetResult();
            }

            return write switch { 1 => first.Task.WaitAsync(token), 2 => release.Task.WaitAsync(token), _ => Task.CompletedTask };
        };
        queue.Add("0", Some.Object("zero", 1));

        // The first write holds the lane until the records of the other two wait together.
        var run = RunAsync(queue, options => options.BatchInterval = TimeSpan.FromHours(1));
        while (Sink.Writes == 0)
        {
            await Task.Yield();
        }

        var losing = queue.Add("1", Some.Object("losing", 1));
        queue.Add("2", Some.Object("keeping", 1));
        while (queue.HandedOut < 3)
        {
            await Task.Yield();
        }

        first.SetResult();
        await gathered.Task;
        losing.LoseLease();
        while (queue.SettlementsOf("1").Count == 0)
        {
            await Task.Yield();
        }

        release.SetResult();
        await run;

        queue.SettlementsOf("2").Should().Equal([Disposition.Complete], "another delivery's lost lease is nothing to it");
    }
}
