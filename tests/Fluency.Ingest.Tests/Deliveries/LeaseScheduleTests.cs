using CsCheck;
using Fluency.Ingest.Deliveries;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Deliveries;

public sealed class LeaseScheduleTests
{
    static readonly TimeSpan Visibility = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData(0.0, 135)]
    [InlineData(0.5, 150)]
    [InlineData(1.0, 165)]
    public void Lease_New_IsDueAboutHalfLife(double random, int seconds) => New(random: random).DueAt.TotalSeconds.Should().BeApproximately(seconds, 0.001);

    [Fact]
    public void Lease_Extended_LastsFromTheCallOn()
    {
        var lease = New();
        lease.Extended(Seconds(150), 300, 0.5);

        lease.ExpiresAt.Should().Be(Seconds(450));
        lease.DueAt.Should().Be(Seconds(300));
    }

    [Fact]
    public void Lease_ExtensionUnderWay_StillEndsWhenItWould()
    {
        var lease = New();
        lease.Asked(Task.CompletedTask);

        lease.ExpiresAt.Should().Be(Seconds(300), "an extension counts once the call has succeeded");
        lease.DueAt.Should().Be(Seconds(300));
        lease.SecondsToAsk(Seconds(200)).Should().Be(0, "it is asked already");
    }

    [Fact]
    public void Lease_ExtensionFailed_IsTriedAgainWhileThereIsTime()
    {
        var lease = New();
        lease.Asked(Task.CompletedTask);
        lease.Failed(Seconds(150));

        lease.DueAt.Should().Be(Seconds(200));
        lease.ExpiresAt.Should().Be(Seconds(300));
        lease.SecondsToAsk(Seconds(200)).Should().Be(300);
    }

    [Fact]
    public void Lease_ExtensionFailsAgainAndAgain_IsTriedALimitedNumberOfTimes()
    {
        var lease = New();
        var tries = 0;
        for (var now = lease.DueAt; !lease.IsExpired(now); now = lease.DueAt)
        {
            lease.Failed(now);
            tries++;
        }

        tries.Should().BeInRange(3, 40);
    }

    [Fact]
    public void Lease_Forfeited_IsExpiredAtOnce()
    {
        var lease = New();
        lease.Forfeit(Seconds(10));

        lease.IsExpired(Seconds(10)).Should().BeTrue();
    }

    [Fact]
    public void Lease_NeverAsksBeyondTwelveHoursFromTheReceipt() =>
        Gen.Select(Gen.Int[1, 43_200], Gen.Double[0, 1]).Sample(static (visibility, random) =>
        {
            var lease = new Lease("h", TimeSpan.Zero, Seconds(visibility), random);
            for (var now = lease.DueAt; !lease.IsExpired(now); now = lease.DueAt)
            {
                var seconds = lease.SecondsToAsk(now);
                if (seconds == 0 || now + Seconds(seconds) > TimeSpan.FromHours(12) || now + Seconds(seconds) <= lease.ExpiresAt)
                {
                    return false;
                }

                lease.Asked(Task.CompletedTask);
                lease.Extended(now, seconds, random);
            }

            return lease.ExpiresAt > TimeSpan.FromHours(12) - TimeSpan.FromMinutes(2);
        });

    [Fact]
    public void Schedule_NothingDue_ExtendsNothing()
    {
        var schedule = Holding(New(random: 0), New(random: 1));

        schedule.Due(Seconds(134)).Should().BeEmpty();
        schedule.NextDue.Should().Be(Seconds(135));
    }

    [Fact]
    public void Schedule_OneDue_ExtendsThoseWithItThatSoonWillBe()
    {
        var due = New(random: 0);
        var soon = New(random: 0.5);
        var later = New(receivedAt: Seconds(100), random: 0);

        Holding(later, soon, due).Due(Seconds(135)).Should().Equal(due, soon);
    }

    [Fact]
    public void Schedule_Expired_IsTakenOutOnce()
    {
        var lease = New();
        var schedule = Holding(lease, New(receivedAt: Seconds(1)));

        schedule.TakeExpired(Seconds(300)).Should().Equal(lease);
        schedule.TakeExpired(Seconds(300)).Should().BeEmpty();
        schedule.Count.Should().Be(1);
    }

    [Fact]
    public void Schedule_Removed_IsNotDueAnyMore()
    {
        var lease = New();
        var schedule = Holding(lease);

        schedule.Remove(lease).Should().BeTrue();

        schedule.Remove(lease).Should().BeFalse();
        schedule.NextDue.Should().BeNull();
        schedule.TakeExpired(TimeSpan.FromDays(1)).Should().BeEmpty();
    }

    static Lease New(TimeSpan receivedAt = default, double random = 0.5) => new("handle", receivedAt, Visibility, random);

    static LeaseSchedule Holding(params Lease[] leases)
    {
        var schedule = new LeaseSchedule(gather: Visibility / 10);
        Array.ForEach(leases, schedule.Add);
        return schedule;
    }

    static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
