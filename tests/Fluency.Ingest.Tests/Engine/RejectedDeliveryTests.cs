using System.Runtime.CompilerServices;
using Fluency.Ingest.Objects;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fluency.Ingest.Tests.Engine;

/// <summary>What becomes of a delivery that met what is damaged, unknown or forbidden.</summary>
public sealed class RejectedDeliveryTests : PipeTest
{
    [Fact]
    public async Task Run_DamagedSmallObject_DeliversNothingOfIt()
    {
        var content = Some.Gzip(Some.Wrapper("bad", 50));
        Queue.Add("1", new FakeObject("bad", content[..^9]) { });
        Queue.Add("2", Some.Object("good", 1));

        var done = await RunAsync();

        Sink.Records.Should().Equal(Texts(("good", 1)));
        Quarantine.Records.Should().ContainSingle().Which.Should().Contain("\"@quarantine\":\"object\"").And.Contain("fake://bad");
        Queue.SettlementsOf("1").Should().Equal(Disposition.Complete);
        done.Messages.Rejected.Should().Be(1);
        done.Objects.Failed.Should().Be(1);
        done.Objects.Quarantined.Should().Be(1);
        done.Records.Read.Should().Be(1);
    }

    [Fact]
    public async Task Run_DamagedObjectAndSourceKeepsRejected_RejectsWithTheReason()
    {
        var queue = new FakeQueue { KeepsRejected = true };
        queue.Add("1", new FakeObject("bad", "{\"Records\":[{]}"));

        await RunAsync(queue);

        queue.SettlementsOf("1").Should().ContainSingle().Which.Should().BeOfType<RejectDisposition>().Which.Reason.Should().Contain("fake://bad");
        Quarantine.Records.Should().BeEmpty();
    }

    [Fact]
    public async Task Run_DamagedObjectAndNoPlaceForIt_IsReturnedNotDeleted()
    {
        var queue = new FakeQueue { MaxAttempts = 3 };
        queue.Add("1", new FakeObject("bad", "nonsense"));
        await using var pipe = Pipe.CreateBuilder("test").From(queue).Route(route => route.To(Sink)).Build();

        await pipe.RunUntilEmptyAsync(Cancelled);

        queue.SettlementsOf("1").Should().HaveCount(3).And.AllBeOfType<ReturnDisposition>();
        queue.SettlementsOf("1").Cast<ReturnDisposition>().Select(again => again.After).Should().BeInAscendingOrder().And.OnlyContain(after => after > TimeSpan.Zero);
    }

    [Fact]
    public async Task Run_PoisonWithNoPlaceForItThatItsSourceGivesOnce_IsReturnedAfterMaxReceives()
    {
        var queue = new FakeQueue { CanReturn = false, MaxAttempts = 1 };
        var forbidden = Forbidden();
        queue.Add("1", forbidden);
        await using var pipe = Pipe.CreateBuilder("test").From(queue).Route(route => route.To(Sink))
            .Configure(options => (options.MaxReceives, options.ReturnDelay, options.MaxReturnDelay) = (3, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1))).Build();

        var done = await pipe.RunUntilEmptyAsync(Cancelled);

        forbidden.Opened.Should().Be(3);
        queue.SettlementsOf("1").Should().ContainSingle().Which.Should().BeOfType<ReturnDisposition>();
        done.Messages.Returned.Should().Be(1);
    }

    [Fact]
    public async Task Run_FileMayNotBeRead_IsKeptAtOnceAndHoldsNothingUp()
    {
        var forbidden = Forbidden();
        await using var pipe = Builder(new ListedSource(forbidden, Some.Object("a", 1))).UseTime(new FakeTimeProvider()).Build();

        var done = await pipe.RunUntilEmptyAsync(Cancelled);

        forbidden.Opened.Should().Be(1);
        Quarantine.Records.Should().ContainSingle().Which.Should().Contain("AccessDenied").And.Contain("may not be read");
        Sink.Records.Should().Equal(Texts(("a", 1)));
        done.Messages.Rejected.Should().Be(1);
    }

    [Fact]
    public async Task Run_QuarantineNotDurable_DoesNotComplete()
    {
        Quarantine.BeforeWrite = (_, _, _) => throw new SinkException("full for good", isTransient: false);
        var queue = new FakeQueue { MaxAttempts = 2 };
        queue.Add("1", new FakeObject("bad", "nonsense"));

        await RunAsync(queue);

        queue.SettlementsOf("1").Should().AllBeOfType<ReturnDisposition>();
    }

    [Fact]
    public async Task Run_UnknownBodyWithObjects_ReadsThemAndQuarantinesTheBody()
    {
        var delivery = Queue.Add("1", Some.Object("a", 1));
        delivery.Problem = new Failure(FailureCause.NotificationEntryInvalid, "entry 2 has no key");
        delivery.Payload = "the body"u8.ToArray();

        await RunAsync();

        Sink.Records.Should().Equal(Texts(("a", 1)));
        Quarantine.Records.Should().ContainSingle().Which.Should().Contain("the body").And.Contain("entry 2 has no key").And.Contain("\"@quarantine\":\"delivery\"");
        Queue.SettlementsOf("1").Should().Equal(Disposition.Complete);
    }

    [Fact]
    public async Task Run_ObjectFailsOnce_IsReturnedAndTheOtherObjectIsNotSentTwice()
    {
        var flaky = Some.Object("flaky", 2);
        flaky.BeforeOpen = (n, _) => n == 1 ? throw new IngestException(FailureCause.Network, "cut") : Task.CompletedTask;
        Queue.Add("1", Some.Object("good", 2), flaky);

        var done = await RunAsync();

        Sink.Records.Should().Equal(Texts(("good", 2), ("flaky", 2)));
        Queue.SettlementsOf("1").Should().HaveCount(2).And.HaveElementAt(1, Disposition.Complete);
        done.Records.Read.Should().Be(4);
        done.Records.Delivered.Should().Be(4);
    }

    [Fact]
    public async Task Run_ForbiddenObject_IsTriedMaxReceivesTimesAndThenKept()
    {
        var forbidden = Some.Object("forbidden");
        forbidden.BeforeOpen = (_, _) => throw new IngestException(FailureCause.AccessDenied, "no s3:GetObject");
        Queue.Add("1", forbidden);
        Queue.Add("2", Some.Object("good", 1));

        await RunAsync(configure: options => options.MaxReceives = 3);

        forbidden.Opened.Should().Be(3);
        Queue.SettlementsOf("1").Should().HaveCount(3).And.HaveElementAt(2, Disposition.Complete);
        Quarantine.Records.Should().ContainSingle().Which.Should().Contain("no s3:GetObject");
        Sink.Records.Should().Equal(Texts(("good", 1)));
    }

    [Fact]
    public async Task Run_NetworkKeepsFailing_IsNeverPoison()
    {
        var unreachable = Some.Object("unreachable");
        unreachable.BeforeOpen = (_, _) => throw new IngestException(FailureCause.Network, "down");
        var queue = new FakeQueue { MaxAttempts = 8 };
        queue.Add("1", unreachable);

        await RunAsync(queue, options => options.MaxReceives = 2);

        queue.SettlementsOf("1").Should().HaveCount(8).And.AllBeOfType<ReturnDisposition>();
        Quarantine.Records.Should().BeEmpty();
    }

    [Fact]
    public async Task Run_OnFailureDecides_ItsAnswerCounts()
    {
        Queue.Add("1", new FakeObject("bad", "nonsense"));
        await using var pipe = Builder(Queue)
            .OnFailure(arguments => arguments.Failures[0].Cause == FailureCause.Corrupt ? Disposition.Complete : null)
            .Build();

        await pipe.RunUntilEmptyAsync(Cancelled);

        Queue.SettlementsOf("1").Should().Equal(Disposition.Complete);
        Quarantine.Records.Should().BeEmpty();
    }

    static FakeObject Forbidden() => new("forbidden", "{}")
    {
        BeforeOpen = static (_, _) => throw new IngestException(FailureCause.AccessDenied, "fake://forbidden may not be read."),
    };

    sealed class ListedSource(params ISourceObject[] objects) : ISource
    {
        public async IAsyncEnumerable<IDelivery> ReadAsync(SourceReadOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.CompletedTask;
            foreach (var one in objects)
            {
                yield return new ListedDelivery(one);
            }
        }
    }
}
