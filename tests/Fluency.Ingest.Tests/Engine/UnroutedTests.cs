using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fluency.Ingest.Tests.Engine;

/// <summary>Where records go that no route takes.</summary>
public sealed class UnroutedTests : PipeTest
{
    const int DeliveryReturned = 2010;

    [Fact]
    public async Task Run_NoRouteTakesARecord_GoesToTheQuarantineAsItWas()
    {
        Queue.Add("1", Some.Object("a", 2));
        await using var pipe = Pipe.CreateBuilder("test").From(Queue)
            .Route(route => route.When(record => record.Index == 0).To(Sink))
            .Quarantine(Quarantine).Build();

        var done = await pipe.RunUntilEmptyAsync(Cancelled);

        Quarantine.Records.Should().ContainSingle().Which.Should().EndWith($"\"@record\":{Some.RecordText("a", 1)}}}").And.Contain("Unrouted");
        done.Records.Should().BeEquivalentTo(new { Read = 2, Delivered = 1, Quarantined = 1, Unrouted = 0 });
    }

    [Fact]
    public async Task Run_NoRouteTakesARecordAndNoPlaceForIt_IsReturned()
    {
        var queue = new FakeQueue { MaxAttempts = 2 };
        queue.Add("1", Some.Object("a", 2));
        await using var pipe = Pipe.CreateBuilder("test").From(queue).Route(route => route.When(_ => false).To(Sink)).Build();

        await pipe.RunUntilEmptyAsync(Cancelled);

        queue.SettlementsOf("1").Should().AllBeOfType<ReturnDisposition>();
        Sink.Records.Should().BeEmpty();
    }

    [Fact]
    public async Task Run_SelectorThrowsAndNoPlaceForTheRecord_TheReasonIsWhatItThrew()
    {
        var (queue, loggers) = (new FakeQueue { MaxAttempts = 1 }, new CollectingLoggers());
        queue.Add("1", Some.Object("a", 1));
        await using var pipe = Pipe.CreateBuilder("test").From(queue).Route(route => route.When(_ => throw new FormatException("no such field")).To(Sink)).UseLogging(loggers).Build();

        await pipe.RunUntilEmptyAsync(Cancelled);

        loggers.TextsOf(DeliveryReturned).Should().ContainSingle()
            .Which.Should().Contain("Record 0 of fake://a could not be routed, and ").And.EndWith("A selector or the router failed: no such field").And.NotContain("Add a route");
    }

    [Fact]
    public async Task Run_NoRouteTakesARecordAndItsSourceGivesItOnce_IsReturnedAtOnce()
    {
        // Its routes are what they are for as long as the pipe runs: to try again would be in vain, and for ever.
        var queue = new FakeQueue { CanReturn = false, MaxAttempts = 1 };
        queue.Add("1", Some.Object("a", 1));
        await using var pipe = Pipe.CreateBuilder("test").From(queue).Route(route => route.When(_ => false).To(Sink)).UseTime(new FakeTimeProvider()).Build();

        var done = await pipe.RunUntilEmptyAsync(Cancelled);

        queue.SettlementsOf("1").Should().ContainSingle().Which.Should().BeOfType<ReturnDisposition>();
        done.Messages.Returned.Should().Be(1);
    }

    [Fact]
    public async Task Run_OtherwiseDrop_CountsAndCompletes()
    {
        Queue.Add("1", Some.Object("a", 2));
        await using var pipe = Pipe.CreateBuilder("test").From(Queue).Route(route => route.When(_ => false).To(Sink)).OtherwiseDrop().Build();

        var done = await pipe.RunUntilEmptyAsync(Cancelled);

        done.Records.Should().BeEquivalentTo(new { Read = 2, Delivered = 0, Unrouted = 2 });
        Queue.SettlementsOf("1").Should().Equal(Disposition.Complete);
    }

    [Fact]
    public async Task Run_OtherwiseSink_TakesWhatNoRouteTakes()
    {
        Queue.Add("1", Some.Object("a", 2));
        await using var pipe = Pipe.CreateBuilder("test").From(Queue).Route(route => route.When(_ => false).To(Quarantine)).Otherwise(Sink, "rest").Build();

        var done = await pipe.RunUntilEmptyAsync(Cancelled);

        Sink.Records.Should().Equal(Texts(("a", 2)));
        done.Records.Delivered.Should().Be(2);
    }
}
