using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Engine;

/// <summary>What becomes of records that a sink does not take, now or ever.</summary>
public sealed class SinkFailureTests : PipeTest
{
    [Fact]
    public async Task Run_SinkFailsTransiently_TriesAgainUntilDurable()
    {
        Sink.BeforeWrite = (_, write, _) => write < 4 ? throw new InvalidOperationException("not now") : Task.CompletedTask;
        Queue.Add("1", Some.Object("a", 2));

        var done = await RunAsync();

        Sink.Records.Should().Equal(Texts(("a", 2)));
        done.Sinks["sink"].Retries.Should().Be(3);
        Queue.SettlementsOf("1").Should().Equal(Disposition.Complete);
    }

    [Fact]
    public async Task Run_SinkNamesFailedRecords_RetriesOnlyThose()
    {
        var written = new List<int>();
        Sink.BeforeWrite = (batch, write, _) =>
        {
            written.Add(batch.Count);
            return write == 1 ? throw new SinkException("busy", isTransient: true, [1]) : Task.CompletedTask;
        };
        Queue.Add("1", Some.Object("a", 3));

        await RunAsync();

        written.Should().Equal(3, 1);
        Sink.Records.Should().Equal(Some.RecordText("a", 1));
        Queue.SettlementsOf("1").Should().Equal(Disposition.Complete);
    }

    [Fact]
    public async Task Run_SinkRefusesNamedRecord_QuarantinesItAloneBeforeCompleting()
    {
        Sink.BeforeWrite = (_, write, _) => write == 1 ? throw new SinkException("no such index", isTransient: false, [1]) : Task.CompletedTask;
        Queue.Add("1", Some.Object("a", 3));

        var done = await RunAsync();

        Quarantine.Records.Should().ContainSingle().Which.Should().Contain(Some.RecordText("a", 1)).And.Contain("no such index");
        Queue.SettlementsOf("1").Should().Equal(Disposition.Complete);
        done.Records.Should().BeEquivalentTo(new { Read = 3, Delivered = 2, Quarantined = 1 });
    }

    [Fact]
    public async Task Run_SinkRefusesWithoutNaming_OnlyThePoisonDeliveryIsRejected()
    {
        Sink.BeforeWrite = (batch, _, _) =>
            batch.Any(record => CollectingSink.TextOf(record).Contains("poison")) ? throw new SinkException("bad batch", isTransient: false) : Task.CompletedTask;
        for (var i = 0; i < 500; i++)
        {
            Queue.Add($"{i}", Some.Object(i == 250 ? "poison" : $"good{i}", 1));
        }

        var done = await RunAsync();

        done.Messages.Complete.Should().Be(499);
        done.Messages.Rejected.Should().Be(1);
        Sink.Records.Should().HaveCount(499).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Run_RedeliveredDelivery_IsWrittenInBatchesOfItsOwn()
    {
        var batches = new List<string[]>();
        Sink.BeforeWrite = (batch, _, _) =>
        {
            batches.Add([.. batch.Select(CollectingSink.TextOf)]);
            return Task.CompletedTask;
        };
        var flaky = Some.Object("again", 2);
        var others = Enumerable.Range(0, 20).Select(i => Some.Object($"o{i}", 1)).ToArray();
        flaky.BeforeOpen = (n, _) => n == 1 ? throw new IngestException(FailureCause.Network, "cut") : Task.CompletedTask;
        Queue.Add("flaky", flaky);
        Array.ForEach(others, other => Queue.Add(other.Reference.Name, other));

        await RunAsync();

        batches.Where(batch => batch.Any(text => text.Contains("again"))).Should().ContainSingle().Which.Should().HaveCount(2);
    }

    [Fact]
    public async Task Run_SinkFailsButNamesNoRecord_TakesNoneAsDurable()
    {
        Sink.BeforeWrite = (_, write, _) => write == 1 ? throw new SinkException("odd", isTransient: true, []) : Task.CompletedTask;
        Queue.Add("1", Some.Object("a", 2));

        await RunAsync();

        Sink.Records.Should().Equal(Texts(("a", 2)));
        Queue.SettlementsOf("1").Should().Equal(Disposition.Complete);
    }

    [Fact]
    public async Task Run_SinkRefusesButNamesNoRecord_QuarantinesAll()
    {
        Sink.BeforeWrite = (_, _, _) => throw new SinkException("odd", isTransient: false, []);
        Queue.Add("1", Some.Object("a", 2));

        var done = await RunAsync();

        Quarantine.Records.Should().ContainSingle().Which.Should().Contain("odd");
        done.Messages.Rejected.Should().Be(1);
    }
}
