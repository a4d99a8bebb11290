using Fluency.Ingest.Objects;
using Fluency.Ingest.Sinks;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Engine;

/// <summary>A run until empty ends, though some of it failed: whoever started it is told.</summary>
public sealed class LeftDeliveriesTests
{
    const int DeliveriesLeft = 2005;

    readonly CollectingLoggers _log = new();

    [Fact]
    public async Task RunUntilEmpty_DamagedAndNoQuarantine_WarnsOnceOfWhatIsLeft()
    {
        await using var pipe = Builder().Build();

        var done = await pipe.RunUntilEmptyAsync(TestContext.Current.CancellationToken);

        done.Messages.Should().BeEquivalentTo(new { Received = 3, Complete = 1, Returned = 2, Rejected = 0 });
        _log.TextsOf(DeliveriesLeft).Should().ContainSingle().Which.Should().Contain("(deliveries: 2)").And.Contain("name a quarantine");
    }

    [Fact]
    public async Task RunUntilEmpty_DamagedIsQuarantined_WarnsOfNothingLeft()
    {
        await using var pipe = Builder().Quarantine(new NullSink()).Build();

        var done = await pipe.RunUntilEmptyAsync(TestContext.Current.CancellationToken);

        done.Messages.Rejected.Should().Be(2);
        _log.TextsOf(DeliveriesLeft).Should().BeEmpty();
    }

    [Fact]
    public async Task Abort_SourceGivesNothingASecondTime_DoesNotSayThatItComesAgain()
    {
        Pipe? running = null;
        var sink = new DelegateSink((_, cancelled) =>
        {
            running!.Abort();
            return new ValueTask(Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancelled));
        });
        await using var pipe = Pipe.CreateBuilder("test").UseLogging(_log).From(new MemorySource([("a", "[1]"u8.ToArray())])).Route(route => route.To(sink)).Build();
        running = pipe;

        await pipe.RunUntilEmptyAsync(TestContext.Current.CancellationToken);

        _log.TextsOf(2006).Should().ContainSingle().Which.Should().Contain("(deliveries: 1)").And.Contain("does not give a second time");
        _log.TextsOf(2003).Should().BeEmpty("nothing of it comes again");
        _log.TextsOf(DeliveriesLeft).Should().BeEmpty("no reason stands above");
    }

    PipeBuilder Builder() => Pipe.CreateBuilder("test")
        .UseLogging(_log)
        .From(new MemorySource([("a", "[1]"u8.ToArray()), ("b", "[1"u8.ToArray()), ("c", "!"u8.ToArray())]))
        .Route(static route => route.To(new NullSink()));
}
