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
