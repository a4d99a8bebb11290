using System.Text;
using CsCheck;
using Fluency.Ingest.Diagnostics;
using Fluency.Ingest.Tests.Routing;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fluency.Ingest.Tests.Diagnostics;

/// <summary>Random pipes over random objects: what goes over the lines adds up to the statistics, and what enters a component leaves it.</summary>
public sealed class ConnectionBalanceTests
{
    // [route][processor][record index mod 4]: 0 to 3 pass, 4 drop, 5 abort, 6 error; a route takes a record whose bit is set.
    sealed record Script(bool MatchAll, int Otherwise, int[] Takes, int[][][] Answers, bool[] IsAsync, int[] ObjectSizes, int[] FailOnce, int RefusedRecord, bool IsTransient);

    static readonly Gen<Script> GenScript = Gen.Int[1, 3].SelectMany(routes => Gen.Select(
        Gen.Select(Gen.Bool, Gen.Int[0, 2], Gen.Int[0, 15].Array[routes], Gen.Int[0, 6].Array[4].Array[0, 2].Array[routes]),
        Gen.Select(Gen.Bool.Array[routes], Gen.Int[0, 5].Array[1, 6], Gen.Int[0, 5].Array[0, 2], Gen.Int[-1, 4], Gen.Bool),
        static (first, second) => new Script(first.Item1, first.Item2, first.Item3, first.Item4, second.Item1, second.Item2, second.Item3, second.Item4, second.Item5)));

    [Fact]
    public Task Connections_OfRandomPipes_BalanceWithTheStatistics() => GenScript.SampleAsync(CheckAsync, iter: 300, threads: 1);

    static async Task CheckAsync(Script script)
    {
        var time = new FakeTimeProvider();
        var queue = new FakeQueue();
        var (sinks, quarantine) = (new[] { Refusing(script), new CollectingSink() }, new CollectingSink());
        var builder = Pipe.CreateBuilder("test").From(queue, "queue").Quarantine(quarantine).UseTime(time);
        for (var route = 0; route < script.Takes.Length; route++)
        {
            Describe(builder, script, route, sinks);
        }

        _ = script.MatchAll ? builder.MatchAll() : builder;
        _ = script.Otherwise switch { 0 => builder.OtherwiseDrop(), 1 => builder.Otherwise(sinks[1], "sink-1"), _ => builder };
        await using var pipe = builder.Build();
        for (var i = 0; i < script.ObjectSizes.Length; i++)
        {
            var fails = script.FailOnce.Contains(i);
            queue.Add($"{i}", new FakeObject($"o{i}", Some.Gzip(Some.Wrapper($"o{i}", script.ObjectSizes[i])))
            {
                BeforeOpen = (opened, _) => fails && opened == 1 ? throw new IngestException(FailureCause.Network, "once") : Task.CompletedTask,
            });
        }

        var run = pipe.RunUntilEmptyAsync(TestContext.Current.CancellationToken);
        await Until.TrueAsync(time, TimeSpan.FromSeconds(1), () => run.IsCompleted);
        Check(await run, pipe.GetStatus(), sinks.Length);
    }

    static void Check(PipeStatistics done, PipeStatus status, int sinks)
    {
        var records = done.Records;
        long Over(Func<ConnectionStatus, bool> which) => status.Connections.Where(which).Sum(static connection => connection.Records);
        ComponentCounters Of(string id) => status.Components.Single(component => component.Id == id).Counters;

        Over(static connection => connection.From.StartsWith("source:")).Should().Be(records.Read);
        var router = Of("router:main");
        router.Records.Should().Be(records.Read);
        (router.Passed + router.Dropped + router.Unrouted).Should().Be(records.Read);
        router.Dropped.Should().Be(records.Dropped);

        foreach (var route in status.Components.Where(static component => component.Kind == ComponentKind.Route))
        {
            Over(connection => connection.To == route.Id).Should().Be(route.Counters.Records);
            (route.Counters.Passed + route.Counters.Dropped + route.Counters.Aborted).Should().Be(route.Counters.Records);
            status.Connections.Where(connection => connection.From == route.Id).Should().OnlyContain(connection => connection.Records == route.Counters.Passed);
            var processors = status.Components.Where(component => component.Parent == route.Id).Select(static component => component.Counters).ToArray();
            var entered = route.Counters.Records;
            foreach (var processor in processors)
            {
                processor.Records.Should().Be(entered, "what passes a processor enters the next");
                (processor.Passed + processor.Dropped + processor.Aborted + processor.Errors).Should().Be(entered);
                entered = processor.Passed!.Value;
            }

            processors.Sum(static processor => processor.Errors).Should().Be(route.Counters.Errors);
        }

        for (var sink = 0; sink < sinks; sink++)
        {
            var id = $"sink:sink-{sink}";
            if (status.Components.Any(component => component.Id == id))
            {
                // What goes to a sink is durable there or in the quarantine; no delivery of these came again after it had been written.
                Over(connection => connection.To == id).Should().Be(Of(id).Records + Of(id).Quarantined);
            }
        }

        var unroutedKept = Over(static connection => connection.From == "router:main" && connection.Kind == ConnectionKind.Quarantine);
        var refused = Over(static connection => connection.From.StartsWith("sink:"));
        Of("sink:quarantine").Records.Should().Be(unroutedKept + refused);
        records.Quarantined.Should().BeInRange(unroutedKept, unroutedKept + refused, "a record that several sinks refuse is one");
    }

    static void Describe(PipeBuilder builder, Script script, int route, CollectingSink[] sinks) => builder.Route(described =>
    {
        described.When(record => (script.Takes[route] >> (int)(record.Index % 4) & 1) != 0);
        foreach (var answers in script.Answers[route])
        {
            ProcessorResult Process(Record record) => answers[record.Index % 4] switch
            {
                4 => ProcessorResult.Drop,
                5 => ProcessorResult.Abort,
                6 => ProcessorResult.Error("no"),
                _ => ProcessorResult.Pass,
            };
            _ = script.IsAsync[route] ? described.Process(SomeRoutes.Async(Process)) : described.Process(new SomeProcessor(Process));
        }

        described.To(sinks[route % 2], $"sink-{route % 2}");
        if (route == 2)
        {
            described.To(sinks[1], "sink-1");
        }
    });

    // Refuses one record of each batch for good, or fails each first write for a moment.
    static CollectingSink Refusing(Script script)
    {
        var sink = new CollectingSink();
        sink.BeforeWrite = (batch, write, _) =>
        {
            var at = Enumerable.Range(0, batch.Count).Where(i => Encoding.UTF8.GetString(batch[i].Raw).Contains($"\"n\":{script.RefusedRecord}}}")).ToArray();
            return script.IsTransient && write % 2 == 1 ? throw new SinkException("later", isTransient: true)
                : at.Length > 0 ? throw new SinkException("never", isTransient: false, at)
                : Task.CompletedTask;
        };
        return sink;
    }
}
