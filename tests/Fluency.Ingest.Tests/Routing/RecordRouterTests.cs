using System.Text;
using Fluency.Ingest.Routing;
using FluentAssertions;
using Xunit;
using static Fluency.Ingest.Tests.Routing.SomeRoutes;

namespace Fluency.Ingest.Tests.Routing;

/// <summary>Every case runs both ways: at once, and in stages because one processor of the last route is asynchronous.</summary>
public sealed class RecordRouterTests
{
    static readonly string[] One = ["""{"a":1}"""];
    static readonly string[] Three = ["""{"a":1}""", """{"a":2}""", """{"a":3}"""];

    static readonly Func<Record, ProcessorResult> Pass = Answering(ProcessorResult.Pass);
    static readonly Func<Record, ProcessorResult> Drop = Answering(ProcessorResult.Drop);
    static readonly Func<Record, ProcessorResult> Abort = Answering(ProcessorResult.Abort);
    static readonly Func<Record, ProcessorResult> Error = Answering(ProcessorResult.Error("no table"));
    static readonly Func<Record, ProcessorResult> Throw = _ => throw new FormatException("bad number");

    public static TheoryData<bool> BothWays => [false, true];

    [Theory, MemberData(nameof(BothWays))]
    public async Task RecordRouter_AllPass_DeliversWithAllEdits(bool staged) =>
        (await Run(staged, One, false, Of("r", Setting("x", "1"), Setting("y", "2"))))
            .Should().Equal("""0 to r: {"x":"1","y":"2","a":1}""", "0 Delivered");

    [Theory, MemberData(nameof(BothWays))]
    public async Task RecordRouter_RouteWithoutProcessors_Delivers(bool staged) =>
        (await Run(staged, One, false, Of("r"))).Should().Equal("""0 to r: {"a":1}""", "0 Delivered");

    [Theory, MemberData(nameof(BothWays))]
    public async Task RecordRouter_FirstMatchOnly_LeavesOtherRoutesAlone(bool staged)
    {
        var other = new SomeProcessor(Pass);

        (await Run(staged, One, false, Of("r", Pass), Of("s", other))).Should().Equal("""0 to r: {"a":1}""", "0 Delivered");

        other.Calls.Should().Be(0);
    }

    [Theory, MemberData(nameof(BothWays))]
    public async Task RecordRouter_Drop_EndsTheRecordForAllRoutes(bool staged)
    {
        var after = new SomeProcessor(Pass);

        (await Run(staged, One, false, Of("r", Drop, after), Of("s", after))).Should().Equal("0 Dropped");

        after.Calls.Should().Be(0);
    }

    [Theory, MemberData(nameof(BothWays))]
    public async Task RecordRouter_Abort_NextRouteSeesTheRecordAsItCameIn(bool staged)
    {
        var replaced = Replacing("a", "9");

        (await Run(staged, One, false, Of("r", Setting("x", "1"), Nesting("n"), replaced, Abort), Of("s", Setting("y", "2"))))
            .Should().Equal("""0 to s: {"y":"2","a":1}""", "0 Delivered");
    }

    [Theory, MemberData(nameof(BothWays))]
    public async Task RecordRouter_EveryRouteAborts_IsUnroutedWithoutEdits(bool staged) =>
        (await Run(staged, One, false, Of("r", Setting("x", "1"), Abort), Of("s", Setting("y", "2"), Nesting("n"), Abort)))
            .Should().Equal("0 Unrouted");

    [Theory, MemberData(nameof(BothWays))]
    public async Task RecordRouter_NoSelectorTakesIt_IsUnrouted(bool staged) =>
        (await Run(staged, One, false, Of("r", _ => false, Pass))).Should().Equal("0 Unrouted");

    [Theory, MemberData(nameof(BothWays))]
    public async Task RecordRouter_Error_SkipsTheRestAndDeliversAsBeforeTheProcessor(bool staged)
    {
        var after = new SomeProcessor(Pass);
        Func<Record, ProcessorResult> editsAndFails = record =>
        {
            record.Set("y"u8, "2");
            record.Replace(RecordPath.Parse("a"), "9"u8);
            record.Nest(new NestName("n"));
            return ProcessorResult.Error("no table");
        };

        (await Run(staged, One, false, Of("r", Setting("x", "1"), editsAndFails, after)))
            .Should().Equal("""0 to r: {"x":"1","@error":"no table","a":1} [no table]""", "0 Delivered");

        after.Calls.Should().Be(0);
    }

    [Theory, MemberData(nameof(BothWays))]
    public async Task RecordRouter_ErrorWithoutEnvelope_TravelsAsMetadataOnly(bool staged) =>
        (await Run(staged, One, false, Of("r", Error))).Should().Equal("""0 to r: {"a":1} [no table]""", "0 Delivered");

    [Theory, MemberData(nameof(BothWays))]
    public async Task RecordRouter_ErrorAfterNesting_StandsBesideTheBody(bool staged) =>
        (await Run(staged, One, false, Of("r", Nesting("n"), Error))).Should().Equal("""0 to r: {"@error":"no table","n":{"a":1}} [no table]""", "0 Delivered");

    [Theory, MemberData(nameof(BothWays))]
    public async Task RecordRouter_Exception_CountsAsErrorWithItsMessage(bool staged) =>
        (await Run(staged, One, false, Of("r", Setting("x", "1"), Throw)))
            .Should().Equal("""0 to r: {"x":"1","@error":"bad number","a":1} [bad number]""", "0 Delivered");

    [Theory, MemberData(nameof(BothWays))]
    public async Task RecordRouter_ErrorWithoutReason_StillHasOne(bool staged) =>
        (await Run(staged, One, false, Of("r", Answering(ProcessorResult.Error(null!)))))
            .Should().Equal("""0 to r: {"a":1} [The processor gave no reason.]""", "0 Delivered");

    [Theory, MemberData(nameof(BothWays))]
    public async Task RecordRouter_MatchAll_EachRouteStartsFromTheOriginal(bool staged) =>
        (await Run(staged, One, true, Of("r", Setting("x", "1"), Replacing("a", "9")), Of("s", Setting("y", "2")), Of("t")))
            .Should().Equal("""0 to r: {"x":"1","a":9}""", """0 to s: {"y":"2","a":1}""", """0 to t: {"a":1}""", "0 Delivered");

    [Theory, MemberData(nameof(BothWays))]
    public async Task RecordRouter_MatchAllAfterError_NextRouteKnowsNothingOfIt(bool staged) =>
        (await Run(staged, One, true, Of("r", Setting("x", "1"), Error), Of("s", Setting("y", "2"))))
            .Should().Equal("""0 to r: {"x":"1","@error":"no table","a":1} [no table]""", """0 to s: {"y":"2","a":1}""", "0 Delivered");

    [Theory, MemberData(nameof(BothWays))]
    public async Task RecordRouter_MatchAllAbortAfterDelivery_IsDelivered(bool staged) =>
        (await Run(staged, One, true, Of("r"), Of("s", Setting("y", "2"), Abort))).Should().Equal("""0 to r: {"a":1}""", "0 Delivered");

    [Theory, MemberData(nameof(BothWays))]
    public async Task RecordRouter_MatchAllDropAfterDelivery_EndsTheRestAndIsDelivered(bool staged) =>
        (await Run(staged, One, true, Of("r"), Of("s", Drop), Of("t"))).Should().Equal("""0 to r: {"a":1}""", "0 Delivered");

    [Theory, MemberData(nameof(BothWays))]
    public async Task RecordRouter_MatchAllDropFirst_IsDropped(bool staged) =>
        (await Run(staged, One, true, Of("r", Drop), Of("s"))).Should().Equal("0 Dropped");

    [Theory, MemberData(nameof(BothWays))]
    public async Task RecordRouter_SelectorThrows_IsUnroutedWithTheMessage(bool staged)
    {
        RecordSelector throws = record => record.Index == 1 ? throw new FormatException("bad selector") : true;

        (await Run(staged, Three, false, Of("r", throws, Setting("x", "1"))))
            .Should().Equal("""0 to r: {"x":"1","a":1}""", "0 Delivered", "1 Unrouted [bad selector]", """2 to r: {"x":"1","a":3}""", "2 Delivered");
    }

    [Theory, MemberData(nameof(BothWays))]
    public async Task RecordRouter_SelectorThrowsAfterDelivery_IsUnroutedSinceARouteIsMissing(bool staged) =>
        (await Run(staged, One, true, Of("r", Setting("x", "1")), Of("s", _ => throw new FormatException("bad selector"), Pass)))
            .Should().Equal("""0 to r: {"x":"1","a":1}""", "0 Unrouted [bad selector]");

    [Theory, MemberData(nameof(BothWays))]
    public async Task RecordRouter_SelectorThrowsAfterAbort_IsUnroutedWithoutEdits(bool staged) =>
        (await Run(staged, One, false, Of("r", Setting("x", "1"), Abort), Of("s", _ => throw new FormatException("bad selector"), Pass)))
            .Should().Equal("0 Unrouted [bad selector]");

    [Theory, MemberData(nameof(BothWays))]
    public async Task RecordRouter_SelectorEdits_EditIsUndone(bool staged)
    {
        RecordSelector edits = record =>
        {
            record.Set("x"u8, true);
            return true;
        };

        (await Run(staged, One, false, Of("r", edits, Pass))).Should().Equal("""0 to r: {"a":1}""", "0 Delivered");
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(0, true)]
    [InlineData(7, false)]
    [InlineData(7, true)]
    public async Task RecordRouter_RouterAnswersNoLaterRoute_IsUnroutedInsteadOfGoingRound(int answer, bool staged)
    {
        Route[] routes = [Of("r", staged ? Async(Abort) : Abort), Of("s", Abort)];

        var lines = await RunAsync(routes, One, router: new AnsweringRouter(previous => previous < 0 ? 0 : answer));

        lines.Should().ContainSingle().Which.Should().StartWith($"0 Unrouted [The router answered route {answer} after route 0;");
    }

    [Theory, MemberData(nameof(BothWays))]
    public async Task RecordRouter_MixedOutcomes_HandsOutInTheObjectsOrder(bool staged)
    {
        RecordSelector odd = record => record.Index != 1;

        (await Run(staged, Three, true, Of("r", record => record.Index == 2, Setting("x", "1")), Of("s", odd, Setting("y", "2"))))
            .Should().Equal(
                """0 to s: {"y":"2","a":1}""", "0 Delivered", "1 Unrouted", """2 to r: {"x":"1","a":3}""", """2 to s: {"y":"2","a":3}""", "2 Delivered");
    }

    [Theory, MemberData(nameof(BothWays))]
    public async Task RecordRouter_Answers_AreCounted(bool staged)
    {
        Func<Record, ProcessorResult> byIndex = record => record.Index switch { 0 => ProcessorResult.Drop, 1 => ProcessorResult.Abort, 2 => ProcessorResult.Error("e"), _ => ProcessorResult.Pass };
        Route[] routes = [Of("r", byIndex, Throw), Of("s", staged ? Async(Drop) : Drop)];
        using var router = new RecordRouter(RouterOf(routes), routes);

        await router.RunAsync([.. Three, "4"], TestContext.Current.CancellationToken);

        (router.Drops, router.Aborts, router.Errors).Should().Be((2, 1, 2));
    }

    [Theory, MemberData(nameof(BothWays))]
    public async Task RecordRouter_RunTwice_ForgetsTheFirstRun(bool staged)
    {
        Route[] routes = [Of("r", record => record.Index == 0, Setting("x", "1")), Of("s", staged ? Async(Abort) : Abort)];
        using var router = new RecordRouter(RouterOf(routes), routes);

        var first = await router.RunAsync(Three, TestContext.Current.CancellationToken);
        var second = await router.RunAsync(["""{"b":1}"""], TestContext.Current.CancellationToken);

        first.Should().Equal("""0 to r: {"x":"1","a":1}""", "0 Delivered", "1 Unrouted", "2 Unrouted");
        second.Should().Equal("""0 to r: {"x":"1","b":1}""", "0 Delivered");
        router.Count.Should().Be(0);
    }

    [Theory, MemberData(nameof(BothWays))]
    public async Task RecordRouter_OutputThrows_PropagatesAndForgetsTheRecords(bool staged)
    {
        Route[] routes = [Of("r", staged ? Async(Pass) : Pass)];
        using var router = new RecordRouter(RouterOf(routes), routes);
        router.AddAll(Three);

        var run = async () => await router.RunAsync(new ThrowingOutput(), TestContext.Current.CancellationToken);

        await run.Should().ThrowAsync<IOException>();
        (await router.RunAsync(One, TestContext.Current.CancellationToken)).Should().Equal("""0 to r: {"a":1}""", "0 Delivered");
    }

    [Theory, MemberData(nameof(BothWays))]
    public async Task RecordRouter_CancelledWithinAProcessor_PropagatesAndDeliversNothingMore(bool staged)
    {
        using var source = new CancellationTokenSource();
        Func<Record, ProcessorResult> cancels = record =>
        {
            if (record.Index == 1)
            {
                source.Cancel();
                source.Token.ThrowIfCancellationRequested();
            }

            return ProcessorResult.Pass;
        };
        Route[] routes = [Of("r", staged ? Async(cancels) : cancels)];
        using var router = new RecordRouter(RouterOf(routes), routes);
        router.AddAll(Three);
        var output = new RecordingOutput();

        var run = async () => await router.RunAsync(output, source.Token);

        await run.Should().ThrowAsync<OperationCanceledException>();
        output.Lines.Should().NotContain(line => line.StartsWith("1 ") || line.StartsWith("2 "));
        router.Count.Should().Be(0);
    }

    [Theory, MemberData(nameof(BothWays))]
    public async Task RecordRouter_AlreadyCancelled_CallsNothing(bool staged)
    {
        var processor = new SomeProcessor(Pass);
        Route[] routes = [Of("r", processor), Of("s", staged ? Async(Pass) : Pass)];
        using var router = new RecordRouter(RouterOf(routes), routes);
        router.AddAll(One);

        var run = async () => await router.RunAsync(new RecordingOutput(), new CancellationToken(canceled: true));

        await run.Should().ThrowAsync<OperationCanceledException>();
        processor.Calls.Should().Be(0);
    }

    [Theory, MemberData(nameof(BothWays))]
    public async Task RecordRouter_CancellationThatNobodyAskedFor_CountsAsError(bool staged) =>
        (await Run(staged, One, false, Of("r", new Func<Record, ProcessorResult>(_ => throw new OperationCanceledException("own timeout")))))
            .Should().Equal("""0 to r: {"a":1} [own timeout]""", "0 Delivered");

    [Theory, MemberData(nameof(BothWays))]
    public async Task RecordRouter_NoRecords_CallsNothing(bool staged) => (await Run(staged, [], false, Of("r"))).Should().BeEmpty();

    [Fact]
    public void RecordRouter_Full_SaysSoAndTakesNoMore()
    {
        using var router = new RecordRouter(RouterOf([]), []);
        router.AddAll([.. Enumerable.Repeat("1", RecordRouter.MaxRecords - 1)]);
        router.IsFull.Should().BeFalse();
        router.AddAll(One);

        router.IsFull.Should().BeTrue();
        router.Invoking(full => full.AddAll(One)).Should().Throw<InvalidOperationException>();
        router.Count.Should().Be(RecordRouter.MaxRecords);
    }

    [Theory, MemberData(nameof(BothWays))]
    public async Task RecordRouter_RecordKeptByAProcessor_ThrowsAfterTheRun(bool staged)
    {
        Record kept = default;
        Func<Record, ProcessorResult> keeps = record =>
        {
            kept = record;
            return ProcessorResult.Pass;
        };

        await Run(staged, One, false, Of("r", keeps));

        kept.Invoking(record => record.Index).Should().Throw<InvalidOperationException>().WithMessage("*time is over*");
    }

    // The way in stages is forced by an asynchronous processor in a route of its own that no record takes.
    static Task<IReadOnlyList<string>> Run(bool staged, string[] records, bool matchAll, params Route[] routes) =>
        RunAsync(staged ? [.. routes.Select(Staged), Of("never", _ => false, Async(Pass))] : routes, records, matchAll);

    // Every second processor becomes an asynchronous one, so that the kinds follow one another.
    static Route Staged(Route route) => new()
    {
        Name = route.Name,
        Selector = route.Selector,
        Sinks = route.Sinks,
        Processors = [.. route.Processors.Select((step, i) => i % 2 == 0 && step.Processor is { } processor ? new RouteProcessor(step.Name, Async(processor.Process)) : step)],
    };

    static Func<Record, ProcessorResult> Nesting(string name) => record =>
    {
        record.Nest(new NestName(name));
        return ProcessorResult.Pass;
    };

    static Func<Record, ProcessorResult> Replacing(string path, string json) => record =>
    {
        record.Replace(RecordPath.Parse(path), Encoding.UTF8.GetBytes(json)).Should().BeTrue();
        return ProcessorResult.Pass;
    };

    sealed class AnsweringRouter(Func<int, int> answer) : IRouter
    {
        public bool MatchAll => false;

        public int Next(Record record, int previous) => answer(previous);
    }

    sealed class ThrowingOutput : IRecordOutput
    {
        public void Deliver(Record record, Route route) => throw new IOException("lane closed");

        public void Leave(Record record, RecordOutcome outcome)
        {
        }
    }
}
