using System.Globalization;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Faults;

/// <summary>All faults at once over many messages. FLUENCY_INGEST_FAULT_MESSAGES says over how many, FLUENCY_INGEST_FAULT_SEED repeats a run.</summary>
public sealed class MixedFaultTests
{
    const int DefaultMessages = 6_000;

    static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_AllFaultsAtOnce_DeliversEveryRecordAndDeletesNothingEarly(bool hasRedrivePolicy)
    {
        var seed = Setting("FLUENCY_INGEST_FAULT_SEED", Environment.TickCount & 0xFFFF);
        var messages = Setting("FLUENCY_INGEST_FAULT_MESSAGES", DefaultMessages) / 2;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}, {messages} messages");
        var time = new FastTime(speed: 20);
        var endpointTime = new SkewedTime(time);
        await using var trail = await FaultedTrail.StartAsync(time, endpointTime);
        var dead = hasRedrivePolicy ? trail.AddDeadLetterQueue(maxReceiveCount: 10) : null;
        var load = new MixedLoad(trail, seed);
        load.Put(messages);
        FaultMix.Add(trail.Aws, seed);
        trail.Ledger.BeforeWrite = load.DisturbSink(endpointTime);

        var done = await trail.RunUntilAllIsDeletedAsync(
            options =>
            {
                options.Objects.IdleTimeout = TimeSpan.FromSeconds(10);
                options.ReturnDelay = TimeSpan.FromSeconds(2);
                options.MaxReceives = 10;
            },
            source =>
            {
                source.VisibilityTimeout = TimeSpan.FromSeconds(30);
                source.WaitTime = TimeSpan.FromSeconds(5);
                source.MaxReturnDelay = TimeSpan.FromSeconds(5);
            });

        load.KeptIn(dead).Should().BeEquivalentTo(load.Damaged);
        done.Messages.Received.Should().BeLessThan(2L * messages, "no message goes round and round");
        trail.Ledger.Duplicates.Should().BeLessThan(trail.Ledger.Records / 4);
        TestContext.Current.TestOutputHelper.WriteLine($"{done.Messages}, {trail.Ledger.Records} records, {trail.Ledger.Duplicates} of them twice");
    }
}
