using Fluency.Ingest.Deliveries;
using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fluency.Ingest.Tests.Deliveries;

public sealed class ContainerBreakerTests
{
    static readonly ObjectReference Secret = new("forbidden", "a.json") { Uri = "s3://forbidden/a.json" };
    static readonly ObjectReference Open = new("open", "a.json") { Uri = "s3://open/a.json" };

    readonly FakeTimeProvider _time = new();
    readonly ContainerBreaker _breaker;

    public ContainerBreakerTests() => _breaker = new ContainerBreaker(_time);

    [Theory]
    [InlineData(FailureCause.ContainerMissing, true)]
    [InlineData(FailureCause.AccessDenied, true)]
    [InlineData(FailureCause.KeyAccessDenied, true)]
    [InlineData(FailureCause.Throttled, true)]
    [InlineData(FailureCause.Network, true)]
    [InlineData(FailureCause.ObjectMissing, false)]
    [InlineData(FailureCause.Corrupt, false)]
    [InlineData(FailureCause.SinkTransient, false)]
    [InlineData(FailureCause.Unexpected, false)]
    public void Concerns_Cause_SaysWhetherItIsTheContainers(FailureCause cause, bool expected) => ContainerBreaker.Concerns(cause).Should().Be(expected);

    [Fact]
    public void HoldBack_NineFailures_LetsEverythingThrough()
    {
        Fail(9);

        _breaker.HoldBack(Secret).Should().BeNull();
    }

    [Fact]
    public void HoldBack_TenFailures_SaysWhyAndHowLong()
    {
        Fail(9).Should().BeFalse();
        Fail(1).Should().BeTrue("it is said once that it opened");
        Fail(1).Should().BeFalse();

        var held = _breaker.HoldBack(Secret);

        held!.For.Should().BeGreaterThan(TimeSpan.Zero).And.BeLessThanOrEqualTo(TimeSpan.FromSeconds(1.25));
        held.Failure.Should().Match<Failure>(failure => failure.Cause == FailureCause.AccessDenied && failure.Object == Secret
            && failure.Reason.StartsWith("s3://forbidden/a.json was not tried") && failure.Reason.Contains("11 times") && failure.Reason.Contains("Grant s3:GetObject"));
    }

    [Fact]
    public void HoldBack_AnotherContainer_IsNotConcerned()
    {
        Fail(50);

        _breaker.HoldBack(Open).Should().BeNull();
    }

    [Fact]
    public void HoldBack_OneSuccessBetweenFailures_LetsEverythingThrough()
    {
        Fail(9);
        _breaker.Succeeded("forbidden").Should().BeNull("it was not open");
        Fail(9);

        _breaker.HoldBack(Secret).Should().BeNull();
    }

    [Fact]
    public void HoldBack_TimeHasPassed_LetsOneThrough()
    {
        Fail(10);
        _time.Advance(TimeSpan.FromSeconds(1.3));

        _breaker.HoldBack(Secret).Should().BeNull();
        _breaker.HoldBack(Secret).Should().NotBeNull();
    }

    [Fact]
    public void HoldBack_ProbesKeepFailing_WaitsTwiceAsLongUpToAMinute()
    {
        Fail(10);
        var waits = Enumerable.Range(0, 9).Select(_ => ProbeInVain()).ToArray();

        waits.Zip([1, 2, 4, 8, 16, 32, 60, 60, 60]).Should().AllSatisfy(pair => pair.First.TotalSeconds.Should().BeInRange(pair.Second * 0.75 - 0.001, Math.Min(60, pair.Second * 1.25)));
    }

    [Fact]
    public void Failed_WhileOpen_ProlongsNothing()
    {
        Fail(10);
        var before = _breaker.HoldBack(Secret)!.For;

        Fail(40);

        _breaker.HoldBack(Secret)!.For.Should().Be(before, "what was under way when it opened says nothing new");
    }

    [Fact]
    public void Succeeded_WhileOpen_ClosesAndSaysHowMuchWasHeldBack()
    {
        Fail(10);
        _breaker.HoldBack(Secret);
        _breaker.HoldBack(Secret);

        _breaker.Succeeded("forbidden").Should().Be(2);
        _breaker.Succeeded("forbidden").Should().BeNull();

        _breaker.HoldBack(Secret).Should().BeNull();
        Fail(9);
        _breaker.HoldBack(Secret).Should().BeNull("it counts from the start");
    }

    [Fact]
    public void Failed_ThousandsOfContainers_ForgetsTheOldest()
    {
        Fail(10);
        for (var i = 0; i < 2_000; i++)
        {
            _breaker.Failed($"c{i}", Denied());
        }

        _breaker.HoldBack(Secret).Should().BeNull("memory does not grow with the number of containers");
    }

    [Fact]
    public void HoldBack_AnotherContainerFailsAndWorksByTurns_StaysOpen()
    {
        Fail(10);
        for (var turn = 0; turn < 2_000; turn++)
        {
            _breaker.Failed("flaps", Denied());
            _breaker.Succeeded("flaps");
        }

        _breaker.HoldBack(Secret).Should().NotBeNull();
    }

    TimeSpan ProbeInVain()
    {
        var wait = _breaker.HoldBack(Secret)!.For;
        _time.Advance(wait);
        _breaker.HoldBack(Secret).Should().BeNull();
        Fail(1);
        return wait;
    }

    bool Fail(int times)
    {
        var hasOpened = false;
        for (var i = 0; i < times; i++)
        {
            hasOpened = _breaker.Failed("forbidden", Denied());
        }

        return hasOpened;
    }

    static Failure Denied() => new(FailureCause.AccessDenied, "AccessDenied. Grant s3:GetObject");
}
