using Fluency.Ingest.Testing;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Faults;

/// <summary>What can go wrong around the pipe: clocks that jump, credentials that end.</summary>
public sealed class ClockAndCredentialTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(-3)]
    public async Task Run_TimeOfDayJumps_LosesNoLeaseAndSendsNothingTwice(int hours)
    {
        var fast = new FastTime(speed: 20);
        var time = new SkewedTime(fast);
        await using var trail = await FaultedTrail.StartAsync(time, fast);
        trail.Put(files: 15);
        trail.Ledger.BeforeWrite = (_, _) =>
        {
            time.Jump(TimeSpan.FromHours(hours));
            return Task.CompletedTask;
        };

        var done = await trail.RunAsync();

        done.Messages.Should().BeEquivalentTo(new { Received = 15, Complete = 15, Returned = 0 });
        trail.Ledger.Duplicates.Should().Be(0);
    }

    // As after a machine was suspended: the queue's time has passed, this process's clock has not seen it.
    [Fact]
    public async Task Run_LeasesRunOutUnseen_DeletesNothingEarlyAndDeliversAll()
    {
        var fast = new FastTime(speed: 20);
        var queueTime = new SkewedTime(fast);
        await using var trail = await FaultedTrail.StartAsync(fast, queueTime);
        trail.Put(files: 15);
        var jumps = 0;
        trail.Ledger.BeforeWrite = (_, _) =>
        {
            queueTime.Jump(jumps++ == 0 ? TimeSpan.FromHours(1) : TimeSpan.Zero);
            return Task.CompletedTask;
        };

        await trail.RunUntilAllIsDeletedAsync();

        jumps.Should().BePositive();
        trail.Asked("GetObject", atMost: 45);
    }

    [Fact]
    public async Task Run_CredentialsEndInTheMiddle_GoesOnWithNewOnes()
    {
        const string Role = "arn:aws:iam::111122223333:role/collector";
        await using var trail = await FaultedTrail.StartAsync();
        trail.Aws.Sts.AddRole(Role).Allow("*");
        trail.Put(files: 30);
        Fault[] ended =
        [
            trail.Add("GetObject", FaultEffect.Answer(400, "ExpiredToken"), times: 3, skip: 5),
            trail.Add("DeleteMessageBatch", FaultEffect.Answer(400, "ExpiredToken"), times: 2),
            trail.Add("ReceiveMessage", FaultEffect.Answer(400, "ExpiredToken"), times: 2, skip: 1),
        ];

        var done = await trail.RunAsync(configureSource: source => source.RoleArn = Role);

        ended.Should().OnlyContain(static fault => fault.Hits > 0);
        done.Messages.Should().BeEquivalentTo(new { Complete = 30, Rejected = 0 });
        trail.Ledger.Duplicates.Should().Be(0);
    }

    [Fact]
    public async Task Run_SessionEndsBeforeItsTime_AssumesTheRoleAgain()
    {
        const string Role = "arn:aws:iam::111122223333:role/collector";
        var fast = new FastTime(speed: 20);
        var awsTime = new SkewedTime(fast);
        await using var trail = await FaultedTrail.StartAsync(fast, awsTime);
        trail.Aws.Iam.RejectsUnknownKeys = true;
        trail.Aws.Iam.AddUser("AKIATEST", "secret").Allow("*");
        trail.Aws.Sts.AddRole(Role).Allow("*");
        trail.Put(files: 15);
        var jumps = 0;
        trail.Ledger.BeforeWrite = (_, _) =>
        {
            // The session ends for AWS long before this process expects it.
            awsTime.Jump(jumps++ == 0 ? TimeSpan.FromHours(2) : TimeSpan.Zero);
            return Task.CompletedTask;
        };

        await trail.RunUntilAllIsDeletedAsync(configureSource: source => source.RoleArn = Role);

        trail.Aws.Requests.Count(static request => request.Action == "AssumeRole").Should().BeInRange(2, 6);
    }
}
