using Fluency.Ingest.Deliveries;
using Fluency.Ingest.Diagnostics;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fluency.Ingest.Tests.Engine;

/// <summary>One route to three sinks, one of which is dead.</summary>
public sealed class FanOutTests
{
    static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    readonly FakeQueue _queue = new() { MaxAttempts = 1 };
    readonly CollectingSink _one = new();
    readonly CollectingSink _two = new();
    readonly CollectingSink _dead = new();
    readonly CollectingSink _quarantine = new();
    readonly CollectingLoggers _log = new();
    volatile bool _isDown = true;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public FanOutTests() => _dead.BeforeWrite = (_, _, _) => _isDown ? throw new SinkException("no route to host", isTransient: true) : Task.CompletedTask;

    [Fact]
    public async Task Block_TheOthersGetTheBudgetAndNothingCompletes()
    {
        var source = new NumberedSource(1_000_000, i => Some.Object($"o{i}", 1));
        await using var pipe = Builder(source, OnOutage.Block).Configure(options => (options.MaxInFlightDeliveries, options.OrderHold, options.DrainTimeout) = (50, TimeSpan.FromHours(12), TimeSpan.FromHours(12))).Build();
        using var drain = new CancellationTokenSource();

        var run = pipe.RunAsync(drain.Token);
        await Until.TrueAsync(_time, Step, () => pipe.Statistics.Sinks["dead"].Retries >= 20 && _one.Records.Count == source.HandedOut && _two.Records.Count == source.HandedOut);

        source.HandedOut.Should().BeInRange(1, 50);
        source.Completed.Should().Be(0);
        _one.Records.Should().Equal(Enumerable.Range(0, source.HandedOut).Select(i => Some.RecordText($"o{i}", 0)));
        _isDown = false;
        await drain.CancelAsync();
        await Until.TrueAsync(_time, Step, () => run.IsCompleted);
        source.Completed.Should().Be(source.HandedOut);
        _dead.Records.Should().Equal(_one.Records);
    }

    [Fact]
    public async Task Quarantine_EverythingCompletesAndTheDeadOnesRecordsAreKept()
    {
        Add(0, 300);

        var done = await RunAsync();

        done.Messages.Complete.Should().Be(300);
        _one.Records.Should().HaveCount(300);
        _two.Records.Should().HaveCount(300);
        _dead.Records.Should().BeEmpty();
        _quarantine.Records.Should().HaveCount(300).And.OnlyHaveUniqueItems()
            .And.OnlyContain(entry => entry.Contains("\"@cause\":\"SinkTransient\"") && entry.Contains("'dead' is down since 2026-") && entry.Contains("no route to host"));
        done.Records.Should().BeEquivalentTo(new { Read = 300, Delivered = 0, Quarantined = 300 });
    }

    [Fact]
    public async Task Quarantine_SinkComesBack_LaterRecordsReachIt()
    {
        Add(0, 10);
        await using var pipe = Builder(_queue, OnOutage.Quarantine).Build();
        var release = AddHeld();
        var run = pipe.RunUntilEmptyAsync(Cancelled);
        await Until.TrueAsync(_time, Step, () => _queue.Settlements.Count == 10);

        _isDown = false;
        _time.Advance(TimeSpan.FromSeconds(30));
        Add(10, 20);
        await Until.TrueAsync(_time, Step, () => _queue.Settlements.Count == 20);
        release.SetResult();
        await Until.TrueAsync(_time, Step, Completed(run));

        // In whatever order: time passes as fast as it can, so that any of them may be overtaken.
        _dead.Records.Should().BeEquivalentTo(Enumerable.Range(10, 10).Select(i => Some.RecordText($"o{i}", 0)).Append(Some.RecordText("held", 0)));
        _quarantine.Records.Should().HaveCount(10);
        (_log.TextsOf(2023).Count, _log.TextsOf(2024).Count, _log.TextsOf(2025).Count).Should().Be((1, 1, 1));
        _log.TextsOf(2025)[0].Should().Contain("10 records");
    }

    [Fact]
    public async Task Quarantine_ProbeTakesForEver_HoldsNobody()
    {
        var hangs = false;
        var release = new TaskCompletionSource();
        _dead.BeforeWrite = (_, _, token) => Volatile.Read(ref hangs) ? release.Task.WaitAsync(token) : throw new SinkException("down", isTransient: true);
        Add(0, 5);
        var held = AddHeld();
        await using var pipe = Builder(_queue, OnOutage.Quarantine).Build();
        var run = pipe.RunUntilEmptyAsync(Cancelled);
        await Until.TrueAsync(_time, Step, () => _queue.Settlements.Count == 5);

        Volatile.Write(ref hangs, true);
        _time.Advance(TimeSpan.FromMinutes(1));
        _queue.Add("probe", Some.Object("probe", 1));
        var writes = _dead.Writes;
        await Until.TrueAsync(_time, Step, () => _dead.Writes > writes);
        Add(5, 105);
        await Until.TrueAsync(_time, Step, () => _queue.Settlements.Count == 105);
        _queue.SettlementsOf("probe").Should().BeEmpty();
        release.SetResult();
        await Until.TrueAsync(() => _queue.SettlementsOf("probe").Count == 1);
        held.SetResult();
        await Until.TrueAsync(_time, Step, Completed(run));

        _dead.Records.Should().Equal(Some.RecordText("probe", 0), Some.RecordText("held", 0));
        _quarantine.Records.Should().HaveCount(105);
    }

    [Fact]
    public async Task Quarantine_QuarantineDownToo_NothingCompletesUntilItIsBack()
    {
        var isDown = true;
        _quarantine.BeforeWrite = (_, _, _) => Volatile.Read(ref isDown) ? throw new SinkException("disk full", isTransient: true) : Task.CompletedTask;
        Add(0, 5);
        await using var pipe = Builder(_queue, OnOutage.Quarantine).Build();
        var run = pipe.RunUntilEmptyAsync(Cancelled);
        await Until.TrueAsync(_time, Step, () => pipe.Statistics.Sinks["quarantine"].Retries > 20);
        _queue.Settlements.Should().BeEmpty();

        Volatile.Write(ref isDown, false);
        await Until.TrueAsync(_time, Step, () => run.IsCompleted);

        _quarantine.Records.Should().HaveCount(5);
        (await run).Messages.Complete.Should().Be(5);
    }

    [Fact]
    public async Task Quarantine_PartOfTheBatchIsDurable_OnlyTheRestIsKept()
    {
        _dead.BeforeWrite = (batch, _, _) => throw new SinkException("full", isTransient: true, [batch.Count - 1]);
        _queue.Add("0", Some.Object("o0", 3));

        var done = await RunAsync();

        _quarantine.Records.Should().ContainSingle().Which.Should().Contain(Some.RecordText("o0", 2));
        done.Records.Should().BeEquivalentTo(new { Read = 3, Delivered = 2, Quarantined = 1 });
    }

    [Fact]
    public void Build_NoQuarantine_SaysSo() => ErrorsOf(builder => builder.Route(route => route.To(_dead, "dead", Quarantined)))
        .Should().ContainSingle().Which.Should().Contain("'dead' has OnOutage: Quarantine").And.Contain("no quarantine");

    [Fact]
    public void Build_TheQuarantineItself_SaysSo() => ErrorsOf(builder => builder.Route(route => route.To(_quarantine, "kept", Quarantined)).Quarantine(_quarantine))
        .Should().ContainSingle().Which.Should().Contain("'kept'").And.Contain("the quarantine itself");

    [Fact]
    public void Build_TwoAnswersForOneSink_SaysSo() => ErrorsOf(builder => builder.Quarantine(_quarantine)
            .Route(route => route.When(_ => true).To(_dead, "dead", Quarantined))
            .Route(route => route.To(_dead, "dead", options => options.OnOutage = OnOutage.Block)))
        .Should().ContainSingle().Which.Should().Contain("'dead' is given two answers");

    [Fact]
    public void Build_OutageAfterOutOfRange_SaysSo() => ErrorsOf(builder => builder.Route(route => route.To(_dead, "dead", options => options.OutageAfter = TimeSpan.FromDays(1))))
        .Should().ContainSingle().Which.Should().Contain("'dead'").And.Contain("OutageAfter").And.Contain("12:00:00");

    [Fact]
    public async Task Build_OneOfTwoRoutesSaysNothing_TheOtherOnesAnswerHolds()
    {
        _queue.Add("0", Some.Object("o0", 2));
        await using var pipe = Pipe.CreateBuilder("test").From(_queue).Quarantine(_quarantine).UseTime(_time)
            .Route(route => route.When(record => record.Index == 0).To(_dead, "dead"))
            .Route(route => route.To(_dead, "dead", Quarantined)).Build();

        await Until.TrueAsync(_time, Step, Completed(pipe.RunUntilEmptyAsync(Cancelled)));

        _quarantine.Records.Should().HaveCount(2);
    }

    static void Quarantined(SinkOptions options) => options.OnOutage = OnOutage.Quarantine;

    static Func<bool> Completed(Task run) => () => run.IsCompleted;

    IEnumerable<string> ErrorsOf(Func<PipeBuilder, PipeBuilder> describe) =>
        describe(Pipe.CreateBuilder("test").From(_queue)).Invoking(builder => builder.Build()).Should().Throw<OptionsValidationException>().Which.Failures;

    // Keeps the queue from being empty.
    TaskCompletionSource AddHeld()
    {
        var release = new TaskCompletionSource();
        var held = Some.Object("held", 1);
        held.BeforeOpen = (_, token) => release.Task.WaitAsync(token);
        _queue.Add("held", held);
        return release;
    }

    void Add(int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            _queue.Add($"{i}", Some.Object($"o{i}", 1));
        }
    }

    PipeBuilder Builder(ISource source, OnOutage onOutage) => Pipe.CreateBuilder("test").From(source)
        .Route(route => route.To(_one, "one").To(_two, "two").To(_dead, "dead", options => options.OnOutage = onOutage))
        .Quarantine(_quarantine).UseTime(_time).UseLogging(_log);

    async Task<PipeStatistics> RunAsync()
    {
        await using var pipe = Builder(_queue, OnOutage.Quarantine).Build();
        var run = pipe.RunUntilEmptyAsync(Cancelled);
        await Until.TrueAsync(_time, Step, Completed(run));
        return await run;
    }
}
