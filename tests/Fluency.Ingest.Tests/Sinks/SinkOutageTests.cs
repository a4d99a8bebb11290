using Fluency.Ingest.Deliveries;
using Fluency.Ingest.Diagnostics;
using Fluency.Ingest.Diagnostics.Flow;
using Fluency.Ingest.Sinks;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fluency.Ingest.Tests.Sinks;

public sealed class SinkOutageTests
{
    const int WentDown = 2023;
    const int Diverted = 2024;
    const int CameBack = 2025;

    static readonly SinkRetry Retry = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(30));

    readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    readonly Intake _intake = new();
    readonly CollectingLoggers _log = new();

    [Fact]
    public void Block_DownForDays_NeverDiverts()
    {
        var outage = Create(OnOutage.Block);
        outage.Failed(Down(), isFirst: true);
        _time.Advance(TimeSpan.FromDays(3));

        outage.Failed(Down(), isFirst: false).Should().BeFalse();

        outage.Limit(TimeSpan.FromHours(5)).Should().Be(TimeSpan.FromHours(5));
        _intake.IsOpen.Should().BeFalse();
    }

    [Fact]
    public void Quarantine_BeforeItsTime_Blocks()
    {
        var outage = Create(OnOutage.Quarantine);
        outage.Failed(Down(), isFirst: true);
        _time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromTicks(1));

        outage.Failed(Down(), isFirst: false).Should().BeFalse();

        _intake.IsOpen.Should().BeFalse();
    }

    [Fact]
    public void Quarantine_ItsTimeHasPassed_DivertsAndHoldsNobody()
    {
        var outage = Create(OnOutage.Quarantine);
        outage.Failed(Down(), isFirst: true);
        _time.Advance(TimeSpan.FromMinutes(10));

        outage.Failed(Down(), isFirst: false).Should().BeTrue();

        outage.IsDiverting.Should().BeTrue();
        _intake.IsOpen.Should().BeTrue();
        outage.ToFailure().Should().Match<Failure>(failure => failure.Cause == FailureCause.SinkTransient
            && failure.Reason.Contains("'search'") && failure.Reason.Contains("2026-01-02T03:04:05Z") && failure.Reason.Contains("no route to host"));
    }

    [Fact]
    public void Quarantine_OneSuccessInBetween_TheTimeBeginsAnew()
    {
        var outage = Create(OnOutage.Quarantine);
        outage.Failed(Down(), isFirst: true);
        _time.Advance(TimeSpan.FromMinutes(9));
        outage.Succeeded();
        outage.Failed(Down(), isFirst: false);
        _time.Advance(TimeSpan.FromMinutes(9));

        outage.Failed(Down(), isFirst: false).Should().BeFalse();
    }

    [Fact]
    public void Limit_DelayPastTheTime_EndsWithIt()
    {
        var outage = Create(OnOutage.Quarantine);
        outage.Failed(Down(), isFirst: true);
        _time.Advance(TimeSpan.FromMinutes(9.5));

        outage.Limit(TimeSpan.FromHours(1)).Should().Be(TimeSpan.FromMinutes(0.5));
        outage.Limit(TimeSpan.FromSeconds(1)).Should().Be(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Probe_WhileDiverting_IsDueAtEachLongestDelay()
    {
        var outage = Create(OnOutage.Quarantine, TimeSpan.Zero);
        outage.Failed(Down(), isFirst: true);
        outage.TryBeginProbe().Should().BeFalse();
        _time.Advance(Retry.MaxDelay);

        outage.TryBeginProbe().Should().BeTrue();
        outage.TryBeginProbe().Should().BeFalse("one is under way");
        _time.Advance(Retry.MaxDelay);
        outage.TryBeginProbe().Should().BeTrue("one that never ends must not be the last");
    }

    [Fact]
    public void Success_AfterAnOutage_EndsItAndIsSaidOnceWithCounts()
    {
        var outage = Create(OnOutage.Quarantine, TimeSpan.FromMinutes(1));
        outage.Failed(Down(), isFirst: true);
        _time.Advance(TimeSpan.FromMinutes(1));
        outage.Failed(Down(), isFirst: false);
        outage.Failed(Down(), isFirst: true);
        outage.Diverted(1_234);

        outage.Succeeded();
        outage.Succeeded();

        outage.IsDiverting.Should().BeFalse();
        _log.TextsOf(WentDown).Should().ContainSingle();
        _log.TextsOf(Diverted).Should().ContainSingle().Which.Should().Contain("no route to host");
        _log.TextsOf(CameBack).Should().ContainSingle().Which.Should().Contain("3 failed").And.Contain("1234").And.Contain("00:01:00");
    }

    [Fact]
    public void Hold_TheWaitingWriteIsGivenUp_OpensThoughNothingSucceeded()
    {
        var outage = Create(OnOutage.Block);
        outage.Failed(Down(), isFirst: true);

        outage.Ended();

        _intake.IsOpen.Should().BeTrue("with no write that waits, nobody would find out that the sink is back");
    }

    [Fact]
    public void Hold_SeveralWritesInFlight_ClosesWhenEachOfThemWaits()
    {
        var outage = Create(OnOutage.Block, maxWrites: 2);
        outage.Failed(Down(), isFirst: true);
        outage.Failed(Down(), isFirst: false);
        _intake.IsOpen.Should().BeTrue("it may be what was written that fails, and the other write shows that");

        outage.Failed(Down(), isFirst: true);
        _intake.IsOpen.Should().BeFalse();
        outage.Ended();

        _intake.IsOpen.Should().BeTrue();
    }

    SinkOutage Create(OnOutage onOutage, TimeSpan? after = null, int maxWrites = 1) =>
        new(Observer(), maxWrites, new SinkOptions { OnOutage = onOutage, OutageAfter = after ?? TimeSpan.FromMinutes(10) }, Retry, _intake, _time, _log);

    SinkObserver Observer() => new(new ComponentIdentity("test", "sink:search", ComponentKind.Sink, "search"), new TailHub(_time), TimeSpan.FromMinutes(5), _time);

    static SinkException Down() => new("no route to host", isTransient: true);
}
