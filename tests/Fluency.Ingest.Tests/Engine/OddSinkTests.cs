using Fluency.Ingest.Diagnostics;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Engine;

/// <summary>Sinks that do what they should not: nothing is lost by it, and nothing hangs.</summary>
public sealed class OddSinkTests
{
    readonly FakeQueue _queue = new() { MaxAttempts = 1 };
    readonly CollectingSink _sink = new();
    readonly CollectingSink _quarantine = new();

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sink_DisposesTheLentBatch_ItsRecordsAreSettledAllTheSame()
    {
        _sink.BeforeWrite = (batch, _, _) =>
        {
            batch.Dispose();
            return Task.CompletedTask;
        };
        _queue.Add("1", Some.Object("o", 3));

        var done = await RunAsync();

        done.Messages.Complete.Should().Be(1);
        _sink.Records.Should().HaveCount(3);
    }

    [Fact]
    public async Task Sink_RefusesForGoodWhatIsNotThere_OnlyThePoisonIsRefused()
    {
        _sink.BeforeWrite = (batch, _, _) => batch.Any(record => record.Object.Name == "poison")
            ? throw new SinkException("no", isTransient: false, failedRecords: [batch.Count + 5])
            : Task.CompletedTask;
        _queue.Add("1", Some.Object("good", 2));
        _queue.Add("2", Some.Object("poison", 1));
        _queue.Add("3", Some.Object("better", 2));

        await RunAsync();

        _sink.Records.Should().BeEquivalentTo([Some.RecordText("good", 0), Some.RecordText("good", 1), Some.RecordText("better", 0), Some.RecordText("better", 1)]);
        _quarantine.Records.Should().ContainSingle().Which.Should().Contain("poison");
    }

    [Fact]
    public async Task Sink_NamesWhatFailed_TheBytesOfTheOthersAreCounted()
    {
        var isFirst = true;
        _sink.BeforeWrite = (_, _, _) =>
        {
            var fails = isFirst;
            isFirst = false;
            return fails ? throw new SinkException("no", isTransient: true, failedRecords: [1]) { RetryAfter = TimeSpan.FromTicks(1) } : Task.CompletedTask;
        };
        _queue.Add("1", Some.Object("o", 3));

        var done = await RunAsync();

        done.Sinks.Values.Single(sink => sink.Records == 3).Bytes.Should().Be(Enumerable.Range(0, 3).Sum(i => Some.RecordText("o", i).Length));
    }

    [Fact]
    public async Task Pipe_DisposedWhileItRuns_TheRunEndsAndEverythingIsReturned()
    {
        var isWriting = new TaskCompletionSource();
        _sink.BeforeWrite = (_, _, cancelled) =>
        {
            isWriting.TrySetResult();
            return new TaskCompletionSource().Task.WaitAsync(cancelled);
        };
        var pipe = Pipe.CreateBuilder("odd").From(_queue).Route(route => route.To(_sink)).Build();
        for (var i = 0; i < 50; i++)
        {
            _queue.Add($"{i}", Some.Object($"o{i}", 1));
        }

        var running = pipe.RunUntilEmptyAsync(Cancelled);
        await isWriting.Task.WaitAsync(Cancelled);
        await pipe.DisposeAsync();

        (await running).Messages.Complete.Should().Be(0);
        _queue.Settlements.Should().OnlyContain(settled => settled.Disposition is ReturnDisposition);
    }

    async Task<PipeStatistics> RunAsync()
    {
        await using var pipe = Pipe.CreateBuilder("odd")
            .From(_queue)
            .Route(route => route.To(_sink))
            .Quarantine(_quarantine)
            .Configure(options => options.MaxReceives = 1)
            .Build();
        return await pipe.RunUntilEmptyAsync(Cancelled);
    }
}
