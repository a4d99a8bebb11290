using Fluency.Ingest.Routing;
using FluentAssertions;
using Xunit;
using static Fluency.Ingest.Tests.Routing.SomeRoutes;

namespace Fluency.Ingest.Tests.Routing;

public sealed class StagedRoutesTests
{
    static readonly string[] Four = ["0", "1", "2", "3"];
    static readonly Func<Record, ProcessorResult> Pass = Answering(ProcessorResult.Pass);

    [Fact]
    public async Task StagedRoutes_AsyncProcessor_SeesAllRecordsOfTheRouteInOneBatch()
    {
        var processor = Async(Pass);

        await RunAsync([Of("r", record => record.Index != 1, processor)], Four);

        processor.Batches.Should().BeEquivalentTo([new uint[] { 0, 2, 3 }]);
    }

    [Fact]
    public async Task StagedRoutes_SecondAsyncProcessor_SeesThoseThatPassedOnly()
    {
        var first = Async(record => record.Index switch { 0 => ProcessorResult.Drop, 1 => ProcessorResult.Abort, 2 => ProcessorResult.Error("e"), _ => ProcessorResult.Pass });
        var second = Async(Pass);

        await RunAsync([Of("r", first, second)], Four);

        second.Batches.Should().BeEquivalentTo([new uint[] { 3 }]);
    }

    [Fact]
    public async Task StagedRoutes_NobodyPasses_LaterProcessorsAreNotCalled()
    {
        var second = Async(Pass);

        await RunAsync([Of("r", Answering(ProcessorResult.Drop), second)], Four);

        second.Batches.Should().BeEmpty();
    }

    [Fact]
    public async Task StagedRoutes_RecordsThatComeFromDifferentRoutes_MeetInOneBatch()
    {
        var last = Async(Pass);

        await RunAsync([Of("r", record => record.Index < 2, Answering(ProcessorResult.Abort)), Of("s", last)], Four);

        last.Batches.Should().BeEquivalentTo([new uint[] { 0, 1, 2, 3 }]);
    }

    [Fact]
    public async Task StagedRoutes_MatchAll_EachRecordIsInEachRouteOnce()
    {
        var (first, second) = (Async(Pass), Async(Pass));

        await RunAsync([Of("r", first), Of("s", record => record.Index > 0, second)], Four, matchAll: true);

        first.Batches.Should().BeEquivalentTo([new uint[] { 0, 1, 2, 3 }]);
        second.Batches.Should().BeEquivalentTo([new uint[] { 1, 2, 3 }]);
    }

    [Fact]
    public async Task StagedRoutes_AsyncProcessorThrows_EveryRecordOfTheBatchErrsAndIsUndone()
    {
        var throws = new SomeAsyncProcessor((batch, results) =>
        {
            batch[0].Set("y"u8, "2");
            results.Span[1] = ProcessorResult.Drop;
            throw new TimeoutException("look-up timed out");
        });

        (await RunAsync([Of("r", Setting("x", "1"), throws)], ["{}", "{}"])).Should().Equal(
            """0 to r: {"x":"1","@error":"look-up timed out"} [look-up timed out]""", "0 Delivered",
            """1 to r: {"x":"1","@error":"look-up timed out"} [look-up timed out]""", "1 Delivered");
    }

    [Fact]
    public async Task StagedRoutes_AnswersOfOneCall_DoNotReachTheNext()
    {
        var drops = new SomeAsyncProcessor((_, results) => results.Span.Fill(ProcessorResult.Drop));
        var silent = new SomeAsyncProcessor((_, _) => { });

        (await RunAsync([Of("r", record => record.Index == 0, drops), Of("s", silent)], ["{}", "{}"]))
            .Should().Equal("0 Dropped", "1 to s: {}", "1 Delivered");
    }

    [Fact]
    public async Task StagedRoutes_AsyncProcessor_SeesTheEditsOfThoseBefore()
    {
        var seen = new List<string>();
        var looks = Async(record =>
        {
            record.TryGetEnvelope("x"u8, out var value).Should().BeTrue();
            seen.Add(System.Text.Encoding.UTF8.GetString(value.Json));
            return ProcessorResult.Pass;
        });

        await RunAsync([Of("r", Setting("x", "1"), looks)], ["{}", "{}"]);

        seen.Should().Equal("\"1\"", "\"1\"");
    }

    [Fact]
    public async Task StagedRoutes_AFullBatchInManyRoutes_KeepsOrderAndLosesNothing()
    {
        var records = Enumerable.Range(0, RecordRouter.MaxRecords).Select(i => $"{{\"i\":{i}}}").ToArray();
        Route[] routes =
        [
            Of("r", record => record.Index % 3 == 0, Async(Answering(ProcessorResult.Abort))),
            Of("s", record => record.Index % 2 == 0, Setting("s", "1"), Async(Pass)),
            Of("t", Setting("t", "1"), Async(Pass)),
        ];

        (await RunAsync(routes, records)).Should().Equal(Enumerable.Range(0, records.Length).SelectMany(i =>
            new[] { i % 2 == 0 ? $"{i} to s: {{\"s\":\"1\",\"i\":{i}}}" : $"{i} to t: {{\"t\":\"1\",\"i\":{i}}}", $"{i} Delivered" }));
    }
}
