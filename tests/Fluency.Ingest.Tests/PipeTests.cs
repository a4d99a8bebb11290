using System.Text;
using Fluency.Ingest.Deliveries;
using Fluency.Ingest.Sinks;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Microsoft.Extensions.Options;
using Xunit;

namespace Fluency.Ingest.Tests;

public sealed class PipeTests
{
    readonly FakeQueue _queue = new();
    readonly CollectingSink _sink = new();
    readonly CollectingSink _quarantine = new();

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_GoodDeliveries_DeliversEverythingAndCompletes()
    {
        _queue.Add("1", Some.Object("a", 3));
        _queue.Add("2", Some.Object("b", 2), Some.Object("c", 1));

        var done = await RunAsync();

        _sink.Records.Should().Equal(Texts(("a", 3), ("b", 2), ("c", 1)));
        _queue.Settlements.Should().BeEquivalentTo([("1", Disposition.Complete), ("2", Disposition.Complete)]);
        done.Messages.Complete.Should().Be(2);
        done.Objects.Read.Should().Be(3);
        done.Records.Read.Should().Be(6);
        done.Records.Delivered.Should().Be(6);
    }

    [Fact]
    public async Task Run_SlowFirstObject_KeepsTheOrderOfArrival()
    {
        var release = new TaskCompletionSource();
        var slow = Some.Object("slow", 1);
        slow.BeforeOpen = (_, token) => release.Task.WaitAsync(token);
        var fast = Some.Object("fast", 1);
        fast.BeforeOpen = (_, _) =>
        {
            release.TrySetResult();
            return Task.CompletedTask;
        };
        _queue.Add("1", slow);
        _queue.Add("2", fast);

        await RunAsync();

        _sink.Records.Should().Equal(Texts(("slow", 1), ("fast", 1)));
    }

    [Fact]
    public async Task Run_WriteNotReturned_DoesNotComplete()
    {
        var entered = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        _sink.BeforeWrite = (_, _, token) =>
        {
            entered.TrySetResult();
            return release.Task.WaitAsync(token);
        };
        _queue.Add("1", Some.Object("a"));

        var run = RunAsync();
        await entered.Task;
        _queue.Settlements.Should().BeEmpty("what is not durable must not be deleted");
        release.SetResult();
        await run;

        _queue.SettlementsOf("1").Should().Equal(Disposition.Complete);
    }

    [Fact]
    public async Task Run_OneOfTwoSinksNotDurable_DoesNotComplete()
    {
        var second = new CollectingSink();
        var firstWrote = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        second.BeforeWrite = (_, _, token) => release.Task.WaitAsync(token);
        _sink.BeforeWrite = (_, _, _) =>
        {
            firstWrote.TrySetResult();
            return Task.CompletedTask;
        };
        _queue.Add("1", Some.Object("a"));
        await using var pipe = Pipe.CreateBuilder("test").From(_queue).Route(route => route.To(_sink, "one").To(second, "two")).Build();

        var run = pipe.RunUntilEmptyAsync(Cancelled);
        await firstWrote.Task;
        _queue.Settlements.Should().BeEmpty();
        release.SetResult();
        await run;

        _queue.SettlementsOf("1").Should().Equal(Disposition.Complete);
        second.Records.Should().Equal(_sink.Records);
    }

    [Fact]
    public async Task Run_DamagedSmallObject_DeliversNothingOfIt()
    {
        var content = Some.Gzip(Some.Wrapper("bad", 50));
        _queue.Add("1", new FakeObject("bad", content[..^9]) { });
        _queue.Add("2", Some.Object("good", 1));

        var done = await RunAsync();

        _sink.Records.Should().Equal(Texts(("good", 1)));
        _quarantine.Records.Should().ContainSingle().Which.Should().Contain("\"@quarantine\":\"object\"").And.Contain("fake://bad");
        _queue.SettlementsOf("1").Should().Equal(Disposition.Complete);
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
        _quarantine.Records.Should().BeEmpty();
    }

    [Fact]
    public async Task Run_DamagedObjectAndNoPlaceForIt_IsReturnedNotDeleted()
    {
        var queue = new FakeQueue { MaxAttempts = 3 };
        queue.Add("1", new FakeObject("bad", "nonsense"));
        await using var pipe = Pipe.CreateBuilder("test").From(queue).Route(route => route.To(_sink)).Build();

        await pipe.RunUntilEmptyAsync(Cancelled);

        queue.SettlementsOf("1").Should().HaveCount(3).And.AllBeOfType<ReturnDisposition>();
        queue.SettlementsOf("1").Cast<ReturnDisposition>().Select(again => again.After).Should().BeInAscendingOrder().And.OnlyContain(after => after > TimeSpan.Zero);
    }

    [Fact]
    public async Task Run_QuarantineNotDurable_DoesNotComplete()
    {
        _quarantine.BeforeWrite = (_, _, _) => throw new SinkException("full for good", isTransient: false);
        var queue = new FakeQueue { MaxAttempts = 2 };
        queue.Add("1", new FakeObject("bad", "nonsense"));

        await RunAsync(queue);

        queue.SettlementsOf("1").Should().AllBeOfType<ReturnDisposition>();
    }

    [Fact]
    public async Task Run_UnknownBodyWithObjects_ReadsThemAndQuarantinesTheBody()
    {
        var delivery = _queue.Add("1", Some.Object("a", 1));
        delivery.Problem = new Failure(FailureCause.NotificationEntryInvalid, "entry 2 has no key");
        delivery.Payload = "the body"u8.ToArray();

        await RunAsync();

        _sink.Records.Should().Equal(Texts(("a", 1)));
        _quarantine.Records.Should().ContainSingle().Which.Should().Contain("the body").And.Contain("entry 2 has no key").And.Contain("\"@quarantine\":\"delivery\"");
        _queue.SettlementsOf("1").Should().Equal(Disposition.Complete);
    }

    [Fact]
    public async Task Run_ObjectFailsOnce_IsReturnedAndTheOtherObjectIsNotSentTwice()
    {
        var flaky = Some.Object("flaky", 2);
        flaky.BeforeOpen = (n, _) => n == 1 ? throw new IngestException(FailureCause.Network, "cut") : Task.CompletedTask;
        _queue.Add("1", Some.Object("good", 2), flaky);

        var done = await RunAsync();

        _sink.Records.Should().Equal(Texts(("good", 2), ("flaky", 2)));
        _queue.SettlementsOf("1").Should().HaveCount(2).And.HaveElementAt(1, Disposition.Complete);
        done.Records.Read.Should().Be(4);
        done.Records.Delivered.Should().Be(4);
    }

    [Fact]
    public async Task Run_ForbiddenObject_IsTriedMaxReceivesTimesAndThenKept()
    {
        var forbidden = Some.Object("forbidden");
        forbidden.BeforeOpen = (_, _) => throw new IngestException(FailureCause.AccessDenied, "no s3:GetObject");
        _queue.Add("1", forbidden);
        _queue.Add("2", Some.Object("good", 1));

        await RunAsync(configure: options => options.MaxReceives = 3);

        forbidden.Opened.Should().Be(3);
        _queue.SettlementsOf("1").Should().HaveCount(3).And.HaveElementAt(2, Disposition.Complete);
        _quarantine.Records.Should().ContainSingle().Which.Should().Contain("no s3:GetObject");
        _sink.Records.Should().Equal(Texts(("good", 1)));
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
        _quarantine.Records.Should().BeEmpty();
    }

    [Fact]
    public async Task Run_OnFailureDecides_ItsAnswerCounts()
    {
        _queue.Add("1", new FakeObject("bad", "nonsense"));
        await using var pipe = Builder(_queue)
            .OnFailure(arguments => arguments.Failures[0].Cause == FailureCause.Corrupt ? Disposition.Complete : null)
            .Build();

        await pipe.RunUntilEmptyAsync(Cancelled);

        _queue.SettlementsOf("1").Should().Equal(Disposition.Complete);
        _quarantine.Records.Should().BeEmpty();
    }

    [Fact]
    public async Task Aborted_JustWhenADeliveryHasFailed_ReturnsItAtOnce()
    {
        _queue.Add("1", new FakeObject("bad", "nonsense"));
        Pipe pipe = null!;
        pipe = Builder(_queue)
            .OnFailure(_ =>
            {
                pipe.Abort();
                return Disposition.Return(TimeSpan.FromHours(1));
            })
            .Build();

        await pipe.RunUntilEmptyAsync(Cancelled);
        await pipe.DisposeAsync();

        _queue.SettlementsOf("1").Should().Equal(Disposition.Return(TimeSpan.Zero));
    }

    [Fact]
    public async Task Aborted_NothingMoreIsReceivedBeforeWorkIsGivenUp()
    {
        // What is given up may be received again at once: by others, not by the one that gave it up.
        var entered = new TaskCompletionSource();
        bool? wasClosed = null;
        _sink.BeforeWrite = (_, _, token) =>
        {
            token.UnsafeRegister(_ => wasClosed = _queue.DrainToken.IsCancellationRequested, null);
            entered.SetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        };
        _queue.Add("1", Some.Object("a", 1));
        await using var pipe = Builder(_queue).Build();
        var run = pipe.RunAsync(Cancelled);
        await entered.Task;

        pipe.Abort();

        await run;
        wasClosed.Should().BeTrue();
        _queue.SettlementsOf("1").Should().Equal(Disposition.Return(TimeSpan.Zero));
    }

    [Fact]
    public async Task Run_SinkFailsTransiently_TriesAgainUntilDurable()
    {
        _sink.BeforeWrite = (_, write, _) => write < 4 ? throw new InvalidOperationException("not now") : Task.CompletedTask;
        _queue.Add("1", Some.Object("a", 2));

        var done = await RunAsync();

        _sink.Records.Should().Equal(Texts(("a", 2)));
        done.Sinks["sink"].Retries.Should().Be(3);
        _queue.SettlementsOf("1").Should().Equal(Disposition.Complete);
    }

    [Fact]
    public async Task Run_SinkNamesFailedRecords_RetriesOnlyThose()
    {
        var written = new List<int>();
        _sink.BeforeWrite = (batch, write, _) =>
        {
            written.Add(batch.Count);
            return write == 1 ? throw new SinkException("busy", isTransient: true, [1]) : Task.CompletedTask;
        };
        _queue.Add("1", Some.Object("a", 3));

        await RunAsync();

        written.Should().Equal(3, 1);
        _sink.Records.Should().Equal(Some.RecordText("a", 1));
        _queue.SettlementsOf("1").Should().Equal(Disposition.Complete);
    }

    [Fact]
    public async Task Run_SinkRefusesNamedRecord_QuarantinesItAloneBeforeCompleting()
    {
        _sink.BeforeWrite = (_, write, _) => write == 1 ? throw new SinkException("no such index", isTransient: false, [1]) : Task.CompletedTask;
        _queue.Add("1", Some.Object("a", 3));

        var done = await RunAsync();

        _quarantine.Records.Should().ContainSingle().Which.Should().Contain(Some.RecordText("a", 1)).And.Contain("no such index");
        _queue.SettlementsOf("1").Should().Equal(Disposition.Complete);
        done.Records.Should().BeEquivalentTo(new { Read = 3, Delivered = 2, Quarantined = 1 });
    }

    [Fact]
    public async Task Run_SinkRefusesWithoutNaming_OnlyThePoisonDeliveryIsRejected()
    {
        _sink.BeforeWrite = (batch, _, _) =>
            batch.Any(record => CollectingSink.TextOf(record).Contains("poison")) ? throw new SinkException("bad batch", isTransient: false) : Task.CompletedTask;
        for (var i = 0; i < 500; i++)
        {
            _queue.Add($"{i}", Some.Object(i == 250 ? "poison" : $"good{i}", 1));
        }

        var done = await RunAsync();

        done.Messages.Complete.Should().Be(499);
        done.Messages.Rejected.Should().Be(1);
        _sink.Records.Should().HaveCount(499).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Run_RedeliveredDelivery_IsWrittenInBatchesOfItsOwn()
    {
        var batches = new List<string[]>();
        _sink.BeforeWrite = (batch, _, _) =>
        {
            batches.Add([.. batch.Select(CollectingSink.TextOf)]);
            return Task.CompletedTask;
        };
        var flaky = Some.Object("again", 2);
        var others = Enumerable.Range(0, 20).Select(i => Some.Object($"o{i}", 1)).ToArray();
        flaky.BeforeOpen = (n, _) => n == 1 ? throw new IngestException(FailureCause.Network, "cut") : Task.CompletedTask;
        _queue.Add("flaky", flaky);
        Array.ForEach(others, other => _queue.Add(other.Reference.Name, other));

        await RunAsync();

        batches.Where(batch => batch.Any(text => text.Contains("again"))).Should().ContainSingle().Which.Should().HaveCount(2);
    }

    [Fact]
    public async Task Run_NoRouteTakesARecord_GoesToTheQuarantineAsItWas()
    {
        _queue.Add("1", Some.Object("a", 2));
        await using var pipe = Pipe.CreateBuilder("test").From(_queue)
            .Route(route => route.When(record => record.Index == 0).To(_sink))
            .Quarantine(_quarantine).Build();

        var done = await pipe.RunUntilEmptyAsync(Cancelled);

        _quarantine.Records.Should().ContainSingle().Which.Should().EndWith($"\"@record\":{Some.RecordText("a", 1)}}}").And.Contain("Unrouted");
        done.Records.Should().BeEquivalentTo(new { Read = 2, Delivered = 1, Quarantined = 1, Unrouted = 0 });
    }

    [Fact]
    public async Task Run_NoRouteTakesARecordAndNoPlaceForIt_IsReturned()
    {
        var queue = new FakeQueue { MaxAttempts = 2 };
        queue.Add("1", Some.Object("a", 2));
        await using var pipe = Pipe.CreateBuilder("test").From(queue).Route(route => route.When(_ => false).To(_sink)).Build();

        await pipe.RunUntilEmptyAsync(Cancelled);

        queue.SettlementsOf("1").Should().AllBeOfType<ReturnDisposition>();
        _sink.Records.Should().BeEmpty();
    }

    [Fact]
    public async Task Run_OtherwiseDrop_CountsAndCompletes()
    {
        _queue.Add("1", Some.Object("a", 2));
        await using var pipe = Pipe.CreateBuilder("test").From(_queue).Route(route => route.When(_ => false).To(_sink)).OtherwiseDrop().Build();

        var done = await pipe.RunUntilEmptyAsync(Cancelled);

        done.Records.Should().BeEquivalentTo(new { Read = 2, Delivered = 0, Unrouted = 2 });
        _queue.SettlementsOf("1").Should().Equal(Disposition.Complete);
    }

    [Fact]
    public async Task Run_OtherwiseSink_TakesWhatNoRouteTakes()
    {
        _queue.Add("1", Some.Object("a", 2));
        await using var pipe = Pipe.CreateBuilder("test").From(_queue).Route(route => route.When(_ => false).To(_quarantine)).Otherwise(_sink, "rest").Build();

        var done = await pipe.RunUntilEmptyAsync(Cancelled);

        _sink.Records.Should().Equal(Texts(("a", 2)));
        done.Records.Delivered.Should().Be(2);
    }

    [Fact]
    public async Task Run_LeaseLost_CancelsAndDoesNotComplete()
    {
        var opened = new TaskCompletionSource();
        var stuck = Some.Object("stuck");
        stuck.BeforeOpen = async (n, token) =>
        {
            if (n == 1)
            {
                opened.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            }
        };
        var delivery = _queue.Add("1", stuck);

        var run = RunAsync();
        await opened.Task;
        delivery.LoseLease();
        await run;

        _queue.SettlementsOf("1").Should().Equal(Disposition.Return(TimeSpan.Zero), Disposition.Complete);
    }

    [Fact]
    public async Task Run_Drained_FinishesTheWorkInHandAndTakesNoMore()
    {
        using var drain = new CancellationTokenSource();
        var release = new TaskCompletionSource();
        var entered = new TaskCompletionSource();
        _sink.BeforeWrite = (_, _, token) =>
        {
            entered.TrySetResult();
            return release.Task.WaitAsync(token);
        };
        _queue.Add("1", Some.Object("a", 1));
        await using var pipe = Builder(_queue).Build();

        var run = pipe.RunAsync(drain.Token);
        await entered.Task;
        await drain.CancelAsync();
        _queue.Add("2", Some.Object("late", 1));
        release.SetResult();
        await run;

        _sink.Records.Should().Equal(Texts(("a", 1)));
        _queue.Settlements.Should().Equal(("1", Disposition.Complete));
    }

    [Fact]
    public async Task Run_DrainTimeoutPasses_AbortsAndReturnsTheRest()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        using var drain = new CancellationTokenSource();
        var entered = new TaskCompletionSource();
        _sink.BeforeWrite = (_, _, token) =>
        {
            entered.TrySetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        };
        _queue.Add("1", Some.Object("a", 1));
        _queue.Add("2", Some.Object("b", 1));
        var log = new CollectingLoggers();
        await using var pipe = Builder(_queue).UseTime(time).UseLogging(log).Configure(options => options.DrainTimeout = TimeSpan.FromSeconds(20)).Build();

        var run = pipe.RunAsync(drain.Token);
        await entered.Task;
        await drain.CancelAsync();
        time.Advance(TimeSpan.FromSeconds(20));
        await run;

        _queue.SettlementsOf("1").Should().Equal(Disposition.Return(TimeSpan.Zero));
        log.TextsOf(2002).Should().Equal("Pipe 'test' gives up the work in hand, since it was not done within 00:00:20 (DrainTimeout); what is left goes back to its source");
        log.TextsOf(2003).Should().Equal("Pipe 'test' was stopped with work in hand (deliveries: 2), which is returned and comes again");
        log.TextsOf(2004).Should().HaveCount(2);
        log.TextsOf(2010).Should().BeEmpty("none of them failed");
    }

    [Fact]
    public async Task Run_Quarantine_IsNoneOfTheSinksUnlessARouteLeadsThere()
    {
        var log = new CollectingLoggers();
        await using var apart = Builder(_queue).UseLogging(log).Build();
        await using var named = Builder(_queue).UseLogging(log).Otherwise(_quarantine).Build();
        await using var none = Pipe.CreateBuilder("test").From(_queue).Route(route => route.To(_sink, "sink")).UseLogging(log).Build();

        await apart.RunUntilEmptyAsync(Cancelled);
        await named.RunUntilEmptyAsync(Cancelled);
        await none.RunUntilEmptyAsync(Cancelled);

        log.TextsOf(2000).Should().Equal("Pipe 'test' started with 1 source, 1 sink and the quarantine", "Pipe 'test' started with 1 source and 2 sinks", "Pipe 'test' started with 1 source and 1 sink");
    }

    [Fact]
    public async Task Run_SourceThrows_EndsWithItsException()
    {
        await using var pipe = Builder(new ThrowingSource()).Build();

        await pipe.Awaiting(p => p.RunUntilEmptyAsync(Cancelled)).Should().ThrowAsync<IngestException>().WithMessage("no such queue");
    }

    [Fact]
    public async Task Run_Twice_IsRefused()
    {
        await using var pipe = Builder(_queue).Build();
        await pipe.RunUntilEmptyAsync(Cancelled);

        await pipe.Awaiting(p => p.RunAsync(Cancelled)).Should().ThrowAsync<InvalidOperationException>();
    }

    [Fact]
    public async Task Run_LargeObject_StreamsInOrderAndCompletes()
    {
        _queue.Add("1", Some.Object("large", 20_000));
        _queue.Add("2", Some.Object("small", 2));

        var done = await RunAsync(configure: Tiny);

        _sink.Records.Should().Equal(Texts(("large", 20_000), ("small", 2)));
        done.Records.Delivered.Should().Be(20_002);
    }

    [Fact]
    public async Task Run_LargeObjectDamagedAtTheEnd_DeliversTheRecordsBeforeAndQuarantines()
    {
        var text = Some.Wrapper("large", 20_000);
        _queue.Add("1", new FakeObject("large", text[..^1]));

        var done = await RunAsync(configure: Tiny);

        _sink.Records.Should().Equal(Texts(("large", 20_000)));
        _quarantine.Records.Should().ContainSingle();
        done.Records.Delivered.Should().Be(20_000);
        done.Messages.Rejected.Should().Be(1);
    }

    [Fact]
    public async Task Run_LargeObjectCutOnce_RetryResendsNothingThatIsDurable()
    {
        var text = Some.Wrapper("large", 20_000);
        var cut = new CutOnceObject("large", Encoding.UTF8.GetBytes(text));
        _queue.Add("1", cut);

        var done = await RunAsync(configure: Tiny);

        cut.Opened.Should().BeGreaterThan(1);
        _sink.Records.Should().Equal(Texts(("large", 20_000)));
        done.Records.Delivered.Should().Be(20_000);
        _queue.SettlementsOf("1").Should().HaveCount(2).And.HaveElementAt(1, Disposition.Complete);
    }

    [Fact]
    public async Task Run_BudgetAtItsMinimum_ManyFullObjectsInRandomOrderDoNotDeadlock()
    {
        var random = new Random(7);
        var gates = Enumerable.Range(0, 60).Select(_ => new TaskCompletionSource()).ToArray();
        for (var i = 0; i < gates.Length; i++)
        {
            var gate = gates[i];
            var full = Some.Object($"o{i}", 3_000);
            full.BeforeOpen = (_, token) => gate.Task.WaitAsync(token);
            _queue.Add($"{i}", full);
        }

        var run = RunAsync(configure: options =>
        {
            Tiny(options);
            options.MaxOpenObjects = 3;
        });
        foreach (var gate in gates.OrderBy(_ => random.Next()))
        {
            gate.SetResult();
        }

        await run;

        _sink.Records.Should().Equal(Texts([.. gates.Select((_, i) => ($"o{i}", 3_000))]));
    }

    [Fact]
    public async Task Run_ManySmallFilesBeforeASlowSink_GathersThemIntoBatches()
    {
        var entered = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        _sink.BeforeWrite = (_, write, token) =>
        {
            entered.TrySetResult();
            return write == 1 ? release.Task.WaitAsync(token) : Task.CompletedTask;
        };
        for (var i = 0; i < 400; i++)
        {
            _queue.Add($"{i}", Some.Object($"o{i}", 5));
        }

        var allIn = new TaskCompletionSource();
        var run = RunAsync();
        await entered.Task;
        while (_queue.HandedOut < 400)
        {
            await Task.Yield();
        }

        release.SetResult();
        await run;

        _sink.Records.Should().HaveCount(2_000);
        _sink.Batches.Skip(1).First().Should().BeGreaterThan(5, "what waited is written together");
        _sink.MostInFlight.Should().Be(1);
    }

    [Fact]
    public async Task Run_FewRecordsAndALongInterval_DoesNotWaitForTheInterval()
    {
        // The clock never moves: a pipe that waited for the interval would never end.
        _queue.Add("1", Some.Object("a", 1));
        await using var pipe = Builder(_queue).UseTime(new Microsoft.Extensions.Time.Testing.FakeTimeProvider())
            .Configure(options => options.BatchInterval = TimeSpan.FromHours(1)).Build();

        await pipe.RunUntilEmptyAsync(Cancelled);

        _sink.Records.Should().HaveCount(1);
    }

    [Fact]
    public void Build_EverythingWrong_ReportsAllAtOnce()
    {
        var builder = Pipe.CreateBuilder("test")
            .Route(route => route.When(_ => true))
            .Configure(options =>
            {
                options.MaxInFlightBytes = 1;
                options.DrainTimeout = TimeSpan.FromDays(30);
                options.Objects.IdleTimeout = TimeSpan.Zero;
            })
            .From(_queue);

        var errors = builder.Invoking(b => b.Build()).Should().Throw<OptionsValidationException>().Which.Failures;

        errors.Should().Contain(e => e.Contains("has no sink")).And.Contain(e => e.Contains("MaxInFlightBytes"))
            .And.Contain(e => e.Contains("DrainTimeout")).And.Contain(e => e.Contains("IdleTimeout"));
    }

    [Fact]
    public void Build_TwoFileSinksOnOnePath_IsRefused()
    {
        var builder = Pipe.CreateBuilder("test").From(_queue)
            .Route(route => route.To(new FileSink(new FileSinkOptions { Path = "out/a" }), "one"))
            .Quarantine(new FileSink(new FileSinkOptions { Path = "./out/a" }));

        builder.Invoking(b => b.Build()).Should().Throw<OptionsValidationException>().WithMessage("*'one', 'quarantine'*");
    }

    [Fact]
    public async Task Run_SinkFailsButNamesNoRecord_TakesAllAsDurable()
    {
        _sink.BeforeWrite = (batch, _, _) => batch.Count == 0 ? Task.FromException(new InvalidOperationException("an empty batch")) : throw new SinkException("odd", isTransient: true, []);
        _queue.Add("1", Some.Object("a", 2));

        await RunAsync();

        _sink.Writes.Should().Be(1);
        _queue.SettlementsOf("1").Should().Equal(Disposition.Complete);
    }

    [Fact]
    public async Task Run_LeaseLostWhileItsRecordsAreWritten_TheOthersInTheBatchComplete()
    {
        var queue = new FakeQueue { MaxAttempts = 1 };
        var (first, gathered, release) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        _sink.BeforeWrite = (_, write, token) =>
        {
            if (write == 2)
            {
                gathered.TrySetResult();
            }

            return write switch { 1 => first.Task.WaitAsync(token), 2 => release.Task.WaitAsync(token), _ => Task.CompletedTask };
        };
        queue.Add("0", Some.Object("zero", 1));

        // The first write holds the lane until the records of the other two wait together.
        var run = RunAsync(queue, options => options.BatchInterval = TimeSpan.FromHours(1));
        while (_sink.Writes == 0)
        {
            await Task.Yield();
        }

        var losing = queue.Add("1", Some.Object("losing", 1));
        queue.Add("2", Some.Object("keeping", 1));
        while (queue.HandedOut < 3)
        {
            await Task.Yield();
        }

        first.SetResult();
        await gathered.Task;
        losing.LoseLease();
        while (queue.SettlementsOf("1").Count == 0)
        {
            await Task.Yield();
        }

        release.SetResult();
        await run;

        queue.SettlementsOf("2").Should().Equal([Disposition.Complete], "another delivery's lost lease is nothing to it");
    }

    [Fact]
    public void Build_Twice_IsRefused()
    {
        var builder = Builder(_queue);
        builder.Build();

        builder.Invoking(b => b.OtherwiseDrop()).Should().Throw<InvalidOperationException>();
        builder.Invoking(b => b.Build()).Should().Throw<InvalidOperationException>();
    }

    static void Tiny(PipeOptions options)
    {
        options.Records.MaxRecordBytes = 64 * 1024;
        options.BufferLimit = 64 * 1024;
        options.MaxInFlightBytes = 256 * 1024;
    }

    static string[] Texts(params (string Name, int Count)[] objects) =>
        [.. objects.SelectMany(o => Enumerable.Range(0, o.Count).Select(n => Some.RecordText(o.Name, n)))];

    PipeBuilder Builder(ISource source) => Pipe.CreateBuilder("test").From(source).Route(route => route.To(_sink, "sink")).Quarantine(_quarantine)
        .Configure(options => options.SinkRetryDelay = TimeSpan.FromMilliseconds(1));

    async Task<Fluency.Ingest.Diagnostics.PipeStatistics> RunAsync(FakeQueue? queue = null, Action<PipeOptions>? configure = null)
    {
        await using var pipe = Builder(queue ?? _queue).Configure(configure ?? (_ => { })).Build();
        return await pipe.RunUntilEmptyAsync(Cancelled);
    }
}
