using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Faults;

/// <summary>Damaged objects between good ones: none of a damaged one, all of the good ones once, and nothing forgotten.</summary>
public sealed class DamagedObjectTests
{
    static void PutMixed(FaultedTrail trail)
    {
        foreach (var (name, content) in DamagedFile.All)
        {
            trail.Put(files: 3);
            trail.PutDamaged(name, content);
        }

        trail.Put(files: 3);
    }

    [Fact]
    public async Task Run_RedrivePolicy_EachDamagedOneEndsInTheDeadLetterQueue()
    {
        await using var trail = await FaultedTrail.StartAsync();
        var dead = trail.AddDeadLetterQueue(maxReceiveCount: 3);
        PutMixed(trail);

        await trail.RunAsync();

        dead.Messages.SelectMany(static message => Ledger.KeysOf(message.Body)).Should().BeEquivalentTo(DamagedFile.All.Select(static file => file.Name));
        trail.Ledger.Quarantined.Should().BeEmpty("the dead-letter queue has them");
        trail.Ledger.Duplicates.Should().Be(0);
        trail.Asked("GetObject", atMost: 39 + (3 * DamagedFile.All.Count));
    }

    [Fact]
    public async Task Run_NoRedrivePolicy_EachDamagedOneIsQuarantinedWithBodyAndReasonAndThenDeleted()
    {
        await using var trail = await FaultedTrail.StartAsync();
        PutMixed(trail);
        var bodies = trail.Queue.Messages.Select(static message => message.Body).Where(static body => !body.Contains("\"key\":\"00", StringComparison.Ordinal)).ToList();

        await trail.RunAsync();

        var kept = trail.Ledger.Quarantined.ToList();
        kept.Select(static entry => entry.GetProperty("@payload").GetString()).Should().BeEquivalentTo(bodies);
        kept.Should().OnlyContain(static entry => entry.GetProperty("@reason").GetString()!.Contains(entry.GetProperty("@source").GetString()!));
        trail.Ledger.Duplicates.Should().Be(0);
        trail.Asked("GetObject", atMost: 39 + DamagedFile.All.Count);
    }

    [Fact]
    public async Task Run_RedrivePolicyThatMayNotBeRead_QuarantinesThem()
    {
        await using var trail = await FaultedTrail.StartAsync();
        var dead = trail.AddDeadLetterQueue(maxReceiveCount: 3);
        trail.Aws.Iam.Deny("sqs:GetQueueAttributes");
        PutMixed(trail);

        await trail.RunAsync();

        trail.Ledger.Quarantined.Should().HaveCount(DamagedFile.All.Count);
        dead.Count.Should().Be(0);
    }
}
