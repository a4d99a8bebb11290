using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Engine;

/// <summary>When what waits for a sink is written.</summary>
public sealed class BatchingTests : PipeTest
{
    [Fact]
    public async Task Run_ManySmallFilesBeforeASlowSink_GathersThemIntoBatches()
    {
        var entered = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        Sink.BeforeWrite = (_, write, token) =>
        {
            entered.TrySetResult();
            return write == 1 ? release.Task.WaitAsync(token) : Task.CompletedTask;
        };
        for (var i = 0; i < 400; i++)
        {
            Queue.Add($"{i}", Some.Object($"o{i}", 5));
        }

        var allIn = new TaskCompletionSource();
        var run = RunAsync();
        await entered.Task;
        while (Queue.HandedOut < 400)
        {
            await Task.Yield();
        }

        release.SetResult();
        await run;

        Sink.Records.Should().HaveCount(2_000);
        Sink.Batches.Skip(1).First().Should().BeGreaterThan(5, "what waited is written together");
        Sink.MostInFlight.Should().Be(1);
    }

    [Fact]
    public async Task Run_FewRecordsAndALongInterval_DoesNotWaitForTheInterval()
    {
        // The clock never moves: a pipe that waited for the interval would never end.
        Queue.Add("1", Some.Object("a", 1));
        await using var pipe = Builder(Queue).UseTime(new Microsoft.Extensions.Time.Testing.FakeTimeProvider())
            .Configure(options => options.BatchInterval = TimeSpan.FromHours(1)).Build();

        await pipe.RunUntilEmptyAsync(Cancelled);

        Sink.Records.Should().HaveCount(1);
    }
}
