using Fluency.Ingest.Deliveries;
using Fluency.Ingest.Diagnostics;
using Fluency.Ingest.Objects;
using Fluency.Ingest.Tests.Routing;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Diagnostics;

/// <summary>Each state of each kind of component and how it comes and goes, by what really happens in a pipe that runs.</summary>
public sealed class StatusTests
{
    const string Source = "source:queue";
    const string Router = "router:main";
    const string Route = "route:main/route-1";
    const string Sink = "sink:sink";

    static readonly TimeSpan Window = WatchedPipe.Window;
    static readonly TimeSpan Moment = TimeSpan.FromTicks(1);

    [Fact]
    public void NotStarted_EverythingIsStopped()
    {
        var pipe = WatchedPipe.Built();

        pipe.Status.Should().BeEquivalentTo(new { State = FlowState.Stopped, Reason = "The pipe has not been started.", Since = WatchedPipe.Start, Window });
        pipe.Status.Components.Should().OnlyContain(component => component.State == FlowState.Stopped);
    }

    [Fact]
    public async Task NothingCame_EverythingIsIdle()
    {
        await using var pipe = WatchedPipe.Running();

        pipe.Status.Components.Should().OnlyContain(component => component.State == FlowState.Idle && component.Reason == "No data has come yet." && component.Since == WatchedPipe.Start);
        pipe.Status.State.Should().Be(FlowState.Idle);
    }

    [Fact]
    public async Task DataComes_EverythingOnItsWayFlowsForTheWindow()
    {
        await using var pipe = WatchedPipe.Running(static (builder, pipe) => builder.Route(route => route.Process(new SomeProcessor(_ => ProcessorResult.Pass), "p").To(pipe.Sink, "sink")).Quarantine(pipe.Quarantine));
        pipe.Time.Advance(TimeSpan.FromMinutes(1));
        var first = pipe.Now;
        await pipe.SendAsync();

        pipe.Status.Components.Should().HaveCount(6);
        pipe.Status.Components.Where(component => !component.IsQuarantine).Should().OnlyContain(component => component.State == FlowState.Flowing && component.Since == first && component.LastSuccess == first);
        pipe.StateOf("sink:quarantine").Should().Be(FlowState.Idle);
        pipe.Status.State.Should().Be(FlowState.Flowing);

        pipe.Time.Advance(Window - Moment);
        pipe.StateOf(Sink).Should().Be(FlowState.Flowing);
        pipe.Time.Advance(Moment);
        pipe.Status.Components.Where(component => !component.IsQuarantine).Should().OnlyContain(component => component.State == FlowState.Idle && component.Since == first + Window && component.LastSuccess == first);

        pipe.Time.Advance(TimeSpan.FromHours(1));
        await pipe.SendAsync();
        pipe.Of(Source).Should().BeEquivalentTo(new { State = FlowState.Flowing, Since = pipe.Now });
    }

    [Fact]
    public async Task DataGoesOnComing_FlowsSinceItsBeginning()
    {
        await using var pipe = WatchedPipe.Running();
        await pipe.SendAsync();
        pipe.Time.Advance(Window - Moment);
        await pipe.SendAsync();
        pipe.Time.Advance(Window - Moment);

        pipe.Of(Sink).Should().BeEquivalentTo(new { State = FlowState.Flowing, Since = WatchedPipe.Start });
    }

    [Theory]
    [InlineData("AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2026/01/02/111122223333_CloudTrail-Digest_us-east-1_trail_us-east-1_20260102T000000Z.json.gz")]
    [InlineData("prefix/AWSLogs/o-exampleorgid/111122223333/CloudTrail-Insight/us-east-1/2026/01/02/111122223333_CloudTrail-Insight_us-east-1_20260102T0000Z_abcdefgh.json.gz")]
    public async Task DigestOrInsightComes_NothingTurnsGreen(string key)
    {
        await using var pipe = WatchedPipe.Running();
        await pipe.SendAsync(Some.Object(key, 3));

        pipe.Sink.Records.Should().HaveCount(3, "it is delivered all the same");
        pipe.Status.Components.Should().OnlyContain(component => component.State == FlowState.Idle && component.LastSuccess == null);
        pipe.Of(Source).Reason.Should().Be("No data has come yet, only what is none: test events, digests, Insights.");
    }

    [Fact]
    public async Task EventsOfTheSameKey_TurnGreen()
    {
        await using var pipe = WatchedPipe.Running();
        await pipe.SendAsync(Some.Object("CloudTrail-Digest/AWSLogs/111122223333/CloudTrail/us-east-1/2026/01/02/111122223333_CloudTrail_us-east-1_20260102T0000Z_abcdefgh.json.gz", 3));

        pipe.StateOf(Sink).Should().Be(FlowState.Flowing);
    }

    [Fact]
    public async Task TestEventComes_NothingTurnsGreen()
    {
        await using var pipe = WatchedPipe.Running();
        await pipe.SendAsync(queue => queue.Add("test"));

        pipe.Status.Components.Should().OnlyContain(component => component.State == FlowState.Idle);
        pipe.Of(Source).Should().BeEquivalentTo(new { Reason = "No data has come yet, only what is none: test events, digests, Insights.", Counters = new { Deliveries = 1, Objects = 0 } });
    }

    [Fact]
    public async Task EmptyObjectComes_NothingTurnsGreen()
    {
        await using var pipe = WatchedPipe.Running();
        await pipe.SendAsync(Some.Object("empty", 0));

        pipe.Status.Components.Should().OnlyContain(component => component.State == FlowState.Idle);
    }

    [Fact]
    public async Task SinkDown_IsBlockedWithItsReasonUntilItIsBack()
    {
        await using var pipe = WatchedPipe.Running();
        await pipe.SendAsync();
        var isDown = true;
        pipe.Sink.BeforeWrite = (_, _, _) => isDown ? throw new SinkException("no route to host", isTransient: true) : Task.CompletedTask;
        pipe.Time.Advance(TimeSpan.FromSeconds(10));
        var began = pipe.Now;
        pipe.Add();
        await Until.TrueAsync(() => pipe.StateOf(Sink) == FlowState.Blocked);
        await Until.TrueAsync(pipe.Time, TimeSpan.FromMilliseconds(100), () => pipe.Pipe.Statistics.Sinks["sink"].Retries >= 3);

        var sink = pipe.Of(Sink);
        sink.Should().BeEquivalentTo(new { State = FlowState.Blocked, Since = began, Reason = "no route to host" });
        sink.Errors.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Reason = "no route to host", Cause = "SinkTransient" }, "the same again counts up");
        sink.Errors[0].Count.Should().BeGreaterThanOrEqualTo(3);
        pipe.Of(Source).Should().BeEquivalentTo(new { State = FlowState.Degraded, Since = began, Reason = "Nothing is received while the sink 'sink' is down." });
        pipe.Status.Should().BeEquivalentTo(new { State = FlowState.Blocked, Reason = "sink: no route to host", Since = began });

        isDown = false;
        await Until.TrueAsync(pipe.Time, TimeSpan.FromSeconds(1), () => pipe.Queue.Settlements.Count == 2);
        pipe.Of(Sink).Should().BeEquivalentTo(new { State = FlowState.Flowing, Since = pipe.Of(Sink).LastSuccess }, "it flows since it is back");
        pipe.Of(Source).Reason.Should().NotContain("Nothing is received");
    }

    [Fact]
    public async Task OneSinkIsBackAndAnotherGoesDown_TheSourceSaysWhichItWaitsFor()
    {
        var other = new CollectingSink();
        await using var pipe = WatchedPipe.Running((builder, pipe) => builder.Route(route => route.To(pipe.Sink, "first").To(other, "second")));
        pipe.Sink.BeforeWrite = (_, write, _) => write == 1 ? throw new SinkException("down", isTransient: true) : Task.CompletedTask;
        pipe.Add();
        await Until.TrueAsync(() => pipe.StateOf("sink:first") == FlowState.Blocked);
        await Until.TrueAsync(pipe.Time, TimeSpan.FromSeconds(1), () => pipe.Queue.Settlements.Count == 1);
        other.BeforeWrite = (_, _, _) => throw new SinkException("down", isTransient: true);
        pipe.Add();
        await Until.TrueAsync(() => pipe.StateOf("sink:second") == FlowState.Blocked);

        pipe.Of(Source).Should().BeEquivalentTo(new { State = FlowState.Degraded, Reason = "Nothing is received while the sink 'second' is down." });
    }

    [Fact]
    public async Task SinkDownForTooLong_WithQuarantine_IsDegradedUntilItIsBack()
    {
        await using var pipe = WatchedPipe.Running(static (builder, pipe) => builder
            .Route(route => route.To(pipe.Sink, "sink", options => (options.OnOutage, options.OutageAfter) = (OnOutage.Quarantine, TimeSpan.FromMinutes(1)))).Quarantine(pipe.Quarantine));
        var isDown = true;
        pipe.Sink.BeforeWrite = (_, _, _) => isDown ? throw new SinkException("no route to host", isTransient: true) : Task.CompletedTask;
        pipe.Add();
        await Until.TrueAsync(() => pipe.StateOf(Sink) == FlowState.Blocked);
        await Until.TrueAsync(pipe.Time, TimeSpan.FromSeconds(1), () => pipe.Queue.Settlements.Count == 1);

        var sink = pipe.Of(Sink);
        sink.Should().BeEquivalentTo(new { State = FlowState.Degraded, Counters = new { Records = 0, Quarantined = 2 }, LastSuccess = (DateTimeOffset?)null });
        sink.Since.Should().BeOnOrAfter(WatchedPipe.Start + TimeSpan.FromMinutes(1));
        sink.Reason.Should().Contain("OnOutage: Quarantine").And.Contain("no route to host");

        // Not whether it flows still: more than the window may have passed until the settlement was seen.
        pipe.Of("sink:quarantine").LastSuccess.Should().NotBeNull();

        isDown = false;
        pipe.Time.Advance(TimeSpan.FromMinutes(1));
        await pipe.SendAsync();
        await Until.TrueAsync(() => pipe.StateOf(Sink) == FlowState.Flowing);
    }

    [Fact]
    public async Task WriteHangs_IsBlockedAfterTheWindow()
    {
        var release = new TaskCompletionSource();
        await using var pipe = WatchedPipe.Running();
        pipe.Sink.BeforeWrite = (_, _, token) => release.Task.WaitAsync(token);
        pipe.Add();
        await Until.TrueAsync(() => pipe.Sink.Writes == 1);

        pipe.Time.Advance(Window - Moment);
        pipe.StateOf(Sink).Should().Be(FlowState.Idle);
        pipe.Time.Advance(Moment);
        pipe.Of(Sink).Should().BeEquivalentTo(new { State = FlowState.Blocked, Since = WatchedPipe.Start + Window });
        release.SetResult();
        await Until.TrueAsync(() => pipe.StateOf(Sink) == FlowState.Flowing);
    }

    [Fact]
    public async Task SinkRefusesARecord_IsDegradedForTheWindow()
    {
        await using var pipe = WatchedPipe.Running();
        pipe.Sink.BeforeWrite = (_, write, _) => write == 1 ? throw new SinkException("field too long", isTransient: false, [1]) : Task.CompletedTask;
        await pipe.SendAsync();

        pipe.Of(Sink).Should().BeEquivalentTo(new { State = FlowState.Degraded, Since = WatchedPipe.Start, Reason = "The sink refused records for good: field too long", Counters = new { Records = 1, Quarantined = 1 } });
        pipe.Status.Connections.Single(connection => connection.From == Sink).Should().BeEquivalentTo(new { To = "sink:quarantine", Kind = ConnectionKind.Quarantine, Records = 1 });

        pipe.Time.Advance(Window - Moment);
        await pipe.SendAsync();
        pipe.StateOf(Sink).Should().Be(FlowState.Degraded);
        pipe.Time.Advance(Moment);
        pipe.Of(Sink).Should().BeEquivalentTo(new { State = FlowState.Flowing, Since = WatchedPipe.Start + Window }, "amber stood before green until now");
    }

    [Theory]
    [InlineData(FailureCause.AccessDenied)]
    [InlineData(FailureCause.KeyAccessDenied)]
    [InlineData(FailureCause.ContainerMissing)]
    public async Task ContainerRefuses_TheSourceIsBlockedUntilItIsMended(FailureCause cause)
    {
        await using var pipe = WatchedPipe.Running();
        await pipe.SendAsync(Refused(cause, "Grant it."));

        pipe.Of(Source).Should().BeEquivalentTo(new { State = FlowState.Blocked, Since = WatchedPipe.Start, Reason = "Grant it.", Counters = new { Failures = 1, Objects = 0 } });
        pipe.Of(Source).Errors.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Reason = "Grant it.", Cause = cause.ToString(), Count = 1 });
        pipe.Time.Advance(6 * Window);
        pipe.StateOf(Source).Should().Be(FlowState.Blocked, "it does not pass with the window");

        await pipe.SendAsync();
        pipe.Of(Source).Should().BeEquivalentTo(new { State = FlowState.Flowing, Since = pipe.Now });
    }

    [Fact]
    public async Task OneContainerRefusesAndAnotherDoesNot_TheSourceIsDegraded()
    {
        await using var pipe = WatchedPipe.Running();
        await pipe.SendAsync(Refused(FailureCause.AccessDenied, "Grant it."));
        pipe.Time.Advance(TimeSpan.FromSeconds(1));
        await pipe.SendAsync(new FakeObject("other", Some.Gzip(Some.Wrapper("other", 1)), "another"));

        pipe.Of(Source).Should().BeEquivalentTo(new { State = FlowState.Degraded, Since = WatchedPipe.Start, Reason = "Grant it." });
    }

    [Theory]
    [InlineData(FailureCause.Network)]
    [InlineData(FailureCause.Throttled)]
    public async Task ContainerFailsAgainAndAgain_TheSourceIsDegraded(FailureCause cause)
    {
        await using var pipe = WatchedPipe.Running();
        for (var i = 0; i < 12; i++)
        {
            await pipe.SendAsync(Refused(cause, "Slow down."));
        }

        pipe.Pipe.State.Breaker.HoldBack(Some.Object("x").Reference).Should().NotBeNull("it is held back");
        pipe.Of(Source).Should().BeEquivalentTo(new { State = FlowState.Degraded, Since = WatchedPipe.Start, Reason = "Slow down." });
        pipe.Time.Advance(10 * Window);
        await pipe.SendAsync();
        pipe.StateOf(Source).Should().Be(FlowState.Flowing);
    }

    [Fact]
    public async Task ObjectIsDamaged_TheSourceIsDegradedForTheWindow()
    {
        await using var pipe = WatchedPipe.Running();
        await pipe.SendAsync(new FakeObject("bad", "{\"Records\":[{]}"));

        pipe.Of(Source).Should().BeEquivalentTo(new { State = FlowState.Degraded, Since = WatchedPipe.Start });
        pipe.Of(Source).Reason.Should().Contain("fake://bad");
        pipe.Time.Advance(Window);
        pipe.Of(Source).Should().BeEquivalentTo(new { State = FlowState.Idle, Since = WatchedPipe.Start + Window });
    }

    [Fact]
    public async Task MessageIsNotUnderstood_TheSourceIsDegraded()
    {
        await using var pipe = WatchedPipe.Running();
        await pipe.SendAsync(queue => queue.Add("odd").Problem = new Failure(FailureCause.NotificationUnknown, "Of no known form."));

        pipe.Of(Source).Should().BeEquivalentTo(new { State = FlowState.Degraded, Reason = "Of no known form." });
    }

    [Fact]
    public async Task DeliveryHasNoPlaceToGo_TheSourceIsBlockedUntilItHas()
    {
        await using var pipe = WatchedPipe.Running(static (builder, pipe) => builder.Route(route => route.To(pipe.Sink, "sink")));
        FakeDelivery? odd = null;
        await pipe.SendAsync(queue => (odd = queue.Add("odd")).Problem = new Failure(FailureCause.NotificationUnknown, "Of no known form."));
        await pipe.SendAsync();

        pipe.Of(Source).Should().BeEquivalentTo(new { State = FlowState.Blocked, Since = WatchedPipe.Start });
        pipe.Of(Source).Reason.Should().StartWith("A delivery can never succeed").And.EndWith("Of no known form.");

        await pipe.SendAsync(queue => queue.Add("odd"));
        pipe.StateOf(Source).Should().Be(FlowState.Degraded, "what was not understood is still within the window");
        pipe.Time.Advance(Window - Moment);
        await pipe.SendAsync();
        pipe.Time.Advance(Moment);
        pipe.StateOf(Source).Should().Be(FlowState.Flowing);
    }

    [Fact]
    public async Task DeliveryHasNoPlaceToGo_AndNeverComesAgain_IsForgotten()
    {
        await using var pipe = WatchedPipe.Running((builder, pipe) => builder.Route(route => route.To(pipe.Sink, "sink")).Configure(options => options.MaxReturnDelay = TimeSpan.FromMinutes(10)));
        await pipe.SendAsync(queue => queue.Add("odd").Problem = new Failure(FailureCause.NotificationUnknown, "Of no known form."));

        pipe.Time.Advance(Window + TimeSpan.FromMinutes(20) - Moment);
        pipe.StateOf(Source).Should().Be(FlowState.Blocked);
        pipe.Time.Advance(Moment);
        pipe.Of(Source).Should().BeEquivalentTo(new { State = FlowState.Idle, Since = pipe.Now }, "another process has it, or somebody deleted it");
    }

    [Fact]
    public async Task ContainerRefuses_AndIsAskedForAgainAndAgain_StaysBlockedSinceTheFirstTime()
    {
        await using var pipe = WatchedPipe.Running();
        for (var i = 0; i < 20; i++)
        {
            await pipe.SendAsync(Refused(FailureCause.AccessDenied, "Grant it."));
            pipe.Time.Advance(6 * Window);
        }

        pipe.Of(Source).Should().BeEquivalentTo(new { State = FlowState.Blocked, Since = WatchedPipe.Start });
    }

    [Theory]
    [InlineData(FailureCause.AccessDenied, FlowState.Blocked)]
    [InlineData(FailureCause.KeyAccessDenied, FlowState.Blocked)]
    [InlineData(FailureCause.ContainerMissing, FlowState.Blocked)]
    [InlineData(FailureCause.Network, FlowState.Degraded)]
    public async Task ContainerFailsOnce_AndIsNeverTriedAgain_IsForgotten(FailureCause cause, FlowState meanwhile)
    {
        await using var pipe = WatchedPipe.Running((builder, pipe) => builder.Route(route => route.To(pipe.Sink, "sink")).Configure(options => options.MaxReturnDelay = TimeSpan.FromMinutes(10)));
        await pipe.SendAsync(Refused(cause, "Cut off."));

        pipe.Time.Advance(Window + TimeSpan.FromMinutes(20) - Moment);
        pipe.Of(Source).Should().BeEquivalentTo(new { State = meanwhile, Since = WatchedPipe.Start });
        pipe.Time.Advance(Moment);
        pipe.Of(Source).Should().BeEquivalentTo(new { State = FlowState.Idle, Since = pipe.Now }, "it would have been asked for again: its messages are gone, or another process has them");
    }

    [Fact]
    public async Task SourceTellsOfTrouble_IsBlockedOrDegradedUntilItTellsOfTheEnd()
    {
        await using var pipe = WatchedPipe.Running();
        await Until.TrueAsync(() => pipe.Queue.Options is not null);
        var tell = pipe.Queue.Options!.OnTrouble;
        pipe.Time.Advance(TimeSpan.FromSeconds(1));
        var began = pipe.Now;

        tell(new SourceTrouble("receive", new Failure(FailureCause.Network, "No network.")));
        pipe.Of(Source).Should().BeEquivalentTo(new { State = FlowState.Degraded, Since = began, Reason = "No network." });
        tell(new SourceTrouble("receive", new Failure(FailureCause.AccessDenied, "Grant sqs:ReceiveMessage.")) { IsBlocking = true });
        pipe.Of(Source).Should().BeEquivalentTo(new { State = FlowState.Blocked, Since = began, Reason = "Grant sqs:ReceiveMessage." });
        tell(new SourceTrouble("receive", null));
        pipe.StateOf(Source).Should().Be(FlowState.Idle);

        tell(new SourceTrouble("receive", new Failure(FailureCause.Network, "No network.")));
        pipe.Time.Advance(Window);
        pipe.StateOf(Source).Should().Be(FlowState.Blocked, "what has not passed within the window is no passing trouble");
        tell(new SourceTrouble("receive", null));
        pipe.StateOf(Source).Should().Be(FlowState.Idle);
        pipe.Of(Source).Errors.Select(error => error.Reason).Should().Equal("No network.", "Grant sqs:ReceiveMessage.");
    }

    [Fact]
    public async Task ProcessorAnswersError_ItAndWhatItIsAPartOfAreDegradedForTheWindow()
    {
        await using var pipe = WatchedPipe.Running(static (builder, pipe) => builder.Route(route => route
            .Process(new SomeProcessor(_ => ProcessorResult.Pass), "good")
            .Process(new SomeProcessor(record => record.Index == 0 ? ProcessorResult.Error("no such field") : ProcessorResult.Pass), "bad")
            .To(pipe.Sink, "sink")));
        await pipe.SendAsync();

        pipe.Of("processor:main/route-1/bad").Should().BeEquivalentTo(new { State = FlowState.Degraded, Reason = "no such field", Counters = new { Records = 2, Passed = 1, Errors = 1 }, Parent = Route });
        pipe.StateOf("processor:main/route-1/good").Should().Be(FlowState.Flowing);
        pipe.Of(Route).Should().BeEquivalentTo(new { State = FlowState.Degraded, Reason = "main/route-1/bad: no such field" });
        pipe.StateOf(Router).Should().Be(FlowState.Degraded);
        pipe.StateOf(Source).Should().Be(FlowState.Flowing);
        pipe.StateOf(Sink).Should().Be(FlowState.Flowing);

        pipe.Time.Advance(Window);
        pipe.Status.Components.Should().OnlyContain(component => component.State == FlowState.Idle && component.Since == WatchedPipe.Start + Window);
    }

    [Fact]
    public async Task NoRouteTakesARecord_ToTheQuarantine_TheRouterIsDegraded()
    {
        await using var pipe = WatchedPipe.Running(static (builder, pipe) => builder.Route(route => route.When(static _ => false).To(pipe.Sink, "sink")).Quarantine(pipe.Quarantine));
        await pipe.SendAsync();

        pipe.Of(Router).Should().BeEquivalentTo(new { State = FlowState.Degraded, Counters = new { Records = 2, Passed = 0, Unrouted = 2 } });
        pipe.Of(Router).Reason.Should().Contain("quarantine");
        pipe.StateOf(Route).Should().Be(FlowState.Idle);
        pipe.Status.Connections.Single(connection => connection.From == Router && connection.Kind == ConnectionKind.Quarantine).Records.Should().Be(2);
    }

    [Fact]
    public async Task NoRouteTakesARecord_AndThereIsNoPlace_TheRouterIsBlocked()
    {
        await using var pipe = WatchedPipe.Running(static (builder, pipe) => builder.Route(route => route.When(static _ => false).To(pipe.Sink, "sink")));
        await pipe.SendAsync();

        pipe.Of(Router).Should().BeEquivalentTo(new { State = FlowState.Blocked, Since = WatchedPipe.Start });
        pipe.Of(Router).Reason.Should().Contain("Otherwise: Drop");
        pipe.Time.Advance(Window);
        pipe.StateOf(Router).Should().Be(FlowState.Idle);
    }

    [Fact]
    public async Task RunEnds_EverythingIsStopped()
    {
        await using var pipe = WatchedPipe.Running();
        await pipe.SendAsync();
        pipe.Time.Advance(TimeSpan.FromSeconds(7));
        await pipe.DrainAsync();

        pipe.Status.Should().BeEquivalentTo(new { State = FlowState.Stopped, Reason = "The pipe's run has ended." });
        pipe.Status.Components.Should().OnlyContain(component => component.State == FlowState.Stopped && component.Since >= WatchedPipe.Start + TimeSpan.FromSeconds(7));
        pipe.Of(Sink).LastSuccess.Should().Be(WatchedPipe.Start);
    }

    [Fact]
    public async Task SourceIsExhausted_IsStoppedWhileTheOthersFlow()
    {
        await using var pipe = WatchedPipe.Running(static (builder, pipe) => builder.From(new MemorySource("a.json", Some.Gzip(Some.Wrapper("a", 1))), "short").Route(route => route.To(pipe.Sink, "sink")));
        await Until.TrueAsync(() => pipe.StateOf("source:short") == FlowState.Stopped);

        pipe.Of("source:short").Reason.Should().Be("The source has nothing more to read.");
        pipe.StateOf(Source).Should().Be(FlowState.Idle);
    }

    [Fact]
    public async Task SourceFails_StaysBlockedWithItsReasonAfterTheRun()
    {
        await using var pipe = Pipe.CreateBuilder("test").From(new ThrowingSource(), "queue")
            .Route(route => route.To(new CollectingSink(), "sink")).Build();
        await pipe.Invoking(static p => p.RunAsync(TestContext.Current.CancellationToken)).Should().ThrowAsync<IngestException>();

        var status = pipe.GetStatus();
        status.Components.Single(component => component.Id == Source).Should().BeEquivalentTo(new { State = FlowState.Blocked, Reason = "no such queue" });
        status.Components.Where(component => component.Id != Source).Should().OnlyContain(component => component.State == FlowState.Stopped);
        status.Should().BeEquivalentTo(new { State = FlowState.Blocked, Reason = "queue: no such queue" });
    }

    static FakeObject Refused(FailureCause cause, string reason) => new("refused", "") { BeforeOpen = (_, _) => throw new IngestException(cause, reason) };
}
