using Fluency.Ingest.Diagnostics.Flow;
using Fluency.Ingest.Routing;
using Fluency.Ingest.Tests.Routing;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Diagnostics;

/// <summary>Errors that may come with every record: the log tells of the first, and then of many in one line.</summary>
public sealed class ErrorNoticeTests
{
    const int ProcessorFailed = 2030;
    const int RouterFailed = 2031;

    static readonly DateTimeOffset Start = WatchedPipe.Start;

    readonly List<(long Errors, uint Index)> _told = [];
    readonly CollectingLoggers _loggers = new();

    [Fact]
    public void Failed_AgainWithinTheMinute_IsToldTogetherWithTheNextAfterIt()
    {
        var notice = new ErrorNotice((errors, last) => _told.Add((errors, last.Index)));

        notice.Failed(Start, 1, Error(0));
        notice.Failed(Start.AddSeconds(1), 2, Error(1));
        notice.Failed(Start.AddSeconds(59), 3, Error(2));
        _told.Should().Equal((1, 0u));
        notice.Failed(Start.AddSeconds(60), 4, Error(3));

        _told.Should().Equal((1, 0u), (9, 3u));
    }

    [Fact]
    public void Failed_ClockSetBack_IsToldAllTheSame()
    {
        var notice = new ErrorNotice((errors, last) => _told.Add((errors, last.Index)));

        notice.Failed(Start, 1, Error(0));
        notice.Failed(Start.AddHours(-1), 1, Error(1));

        _told.Should().Equal((1, 0u), (1, 1u));
    }

    [Fact]
    public void Tell_NothingLeftToTell_TellsNothing()
    {
        var notice = new ErrorNotice((errors, last) => _told.Add((errors, last.Index)));
        notice.Failed(Start, 1, Error(0));

        notice.Tell();

        _told.Should().ContainSingle();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_ProcessorFailsOnEveryRecord_IsLoggedAtOnceAndAtTheEnd(bool isAsync)
    {
        await using var pipe = Running(route => _ = isAsync
            ? route.Process(new SomeAsyncProcessor((_, _) => throw new FormatException("no date")), "dates")
            : route.Process(new SomeProcessor(static _ => throw new FormatException("no date")), "dates"));
        await pipe.SendAsync(Some.Object("a", 1));
        _loggers.TextsOf(ProcessorFailed).Should().ContainSingle().Which.Should()
            .StartWith("Processor 'dates' of route 'main' failed (records since this was last told: 1), the last time on record 0 of fake://a. ").And.EndWith(": no date");
        await pipe.SendAsync(Some.Object("b", 3));
        await pipe.SendAsync(Some.Object("c", 3));
        _loggers.TextsOf(ProcessorFailed).Should().ContainSingle();

        await pipe.DrainAsync();

        _loggers.TextsOf(ProcessorFailed).Should().HaveCount(2).And.Subject.Last().Should().Contain("told: 6), the last time on record 2 of fake://c.");
    }

    [Fact]
    public async Task Run_ProcessorStillFailsAfterAMinute_IsLoggedAgain()
    {
        await using var pipe = Running(static route => route.Process(new SomeProcessor(static _ => ProcessorResult.Error("no")), "dates"));
        await pipe.SendAsync(Some.Object("a", 2));
        await pipe.SendAsync(Some.Object("b", 2));

        pipe.Time.Advance(TimeSpan.FromMinutes(1));
        await pipe.SendAsync(Some.Object("c", 2));

        _loggers.TextsOf(ProcessorFailed).Should().HaveCount(2).And.Subject.Last().Should().Contain("told: 4), ");
    }

    [Fact]
    public async Task Run_SelectorThrowsAndTheQuarantineTakesTheRecords_IsLogged()
    {
        await using var pipe = Running(static route => route.When(static _ => throw new FormatException("no field")));

        await pipe.SendAsync(Some.Object("a", 2));

        pipe.Quarantine.Records.Should().HaveCount(2);
        _loggers.TextsOf(RouterFailed).Should().ContainSingle().Which.Should().Contain("told: 2), the last time on record 1 of fake://a. ").And.EndWith(": no field");
    }

    static RecordError Error(uint index) => new(new ObjectReference("fake", "a") { Uri = "fake://a" }, index, "no");

    WatchedPipe Running(Action<RouteBuilder> describe) => WatchedPipe.Running((builder, pipe) => builder
        .UseLogging(_loggers)
        .Quarantine(pipe.Quarantine)
        .Route(
            route =>
            {
                describe(route);
                route.To(pipe.Sink, "sink");
            },
            "main"));
}
