using System.Text;
using Fluency.Ingest.Deliveries;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Engine;

/// <summary>Objects beyond the buffer limit, and many that together are beyond the budget.</summary>
public sealed class StreamedObjectTests : PipeTest
{
    [Fact]
    public async Task Run_LargeObject_StreamsInOrderAndCompletes()
    {
        Queue.Add("1", Some.Object("large", 20_000));
        Queue.Add("2", Some.Object("small", 2));

        var done = await RunAsync(configure: Tiny);

        Sink.Records.Should().Equal(Texts(("large", 20_000), ("small", 2)));
        done.Records.Delivered.Should().Be(20_002);
    }

    [Fact]
    public async Task Run_LargeObjectDamagedAtTheEnd_DeliversTheRecordsBeforeAndQuarantines()
    {
        var text = Some.Wrapper("large", 20_000);
        Queue.Add("1", new FakeObject("large", text[..^1]));

        var done = await RunAsync(configure: Tiny);

        Sink.Records.Should().Equal(Texts(("large", 20_000)));
        Quarantine.Records.Should().ContainSingle();
        done.Records.Delivered.Should().Be(20_000);
        done.Messages.Rejected.Should().Be(1);
    }

    [Fact]
    public async Task Run_LargeObjectCutOnce_RetryResendsNothingThatIsDurable()
    {
        var text = Some.Wrapper("large", 20_000);
        var cut = new CutOnceObject("large", Encoding.UTF8.GetBytes(text));
        Queue.Add("1", cut);

        var done = await RunAsync(configure: Tiny);

        cut.Opened.Should().BeGreaterThan(1);
        Sink.Records.Should().Equal(Texts(("large", 20_000)));
        done.Records.Delivered.Should().Be(20_000);
        Queue.SettlementsOf("1").Should().HaveCount(2).And.HaveElementAt(1, Disposition.Complete);
    }

    [Fact]
    public async Task Run_LargeObjectFailsByTheNetworkAndIsGivenUp_WhatIsCountedIsDelivered()
    {
        var bytes = Encoding.UTF8.GetBytes(Some.Wrapper("large", 20_000));
        Queue.Add("1", new CutOnceObject("large", bytes));
        await using var pipe = Builder(Queue).Configure(Tiny).OnFailure(static failure => Disposition.Reject("given up")).Build();

        var done = await pipe.RunUntilEmptyAsync(Cancelled);

        done.Records.Delivered.Should().BePositive().And.Be(Sink.Records.Count);
    }

    [Fact]
    public async Task Run_BudgetAtItsMinimum_ManyFullObjectsInRandomOrderDoNotDeadlock()
    {
        var random = new Random(7);
        var gates = Enumerable.Range(0, 60).Select(_ => new TaskCompletionSource()).ToArray();
        for (var i = 0; i < gates.Length; i++)
        {
            var gate = gates[i];
            var full = Some.Object($"o{i}", 3_000);
            full.BeforeOpen = (_, token) => gate.Task.WaitAsync(token);
            Queue.Add($"{i}", full);
        }

        var run = RunAsync(configure: options =>
        {
            Tiny(options);
            options.MaxOpenObjects = 3;
        });
        foreach (var gate in gates.OrderBy(_ => random.Next()))
        {
            gate.SetResult();
        }

        await run;

        Sink.Records.Should().Equal(Texts([.. gates.Select((_, i) => ($"o{i}", 3_000))]));
    }

    static void Tiny(PipeOptions options)
    {
        options.Records.MaxRecordBytes = 64 * 1024;
        options.BufferLimit = 64 * 1024;
        options.MaxInFlightBytes = 256 * 1024;
    }
}
