using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fluency.Ingest.Tests.Engine;

/// <summary>A sink that is down, with <c>OnOutage: Block</c>: nothing more is received, nothing is lost, and everything goes on when it is back.</summary>
public sealed class OutageTests
{
    static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    readonly FakeTimeProvider _time = new();
    readonly FakeQueue _queue = new() { MaxAttempts = 1 };
    readonly CollectingSink _sink = new();
    volatile bool _isDown = true;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public OutageTests() => _sink.BeforeWrite = (_, _, _) => _isDown ? throw new SinkException("down", isTransient: true) : Task.CompletedTask;

    [Fact]
    public async Task SinkDown_NothingMoreIsAskedForUntilItIsBack()
    {
        await using var pipe = Build();
        _queue.Add("0", Some.Object("o0", 1));
        var run = pipe.RunUntilEmptyAsync(Cancelled);
        await UntilRetriedAsync(pipe, 1);

        Add(1, 9);
        await UntilRetriedAsync(pipe, 20);
        await Until.QuietAsync();
        _queue.HandedOut.Should().BeInRange(1, 2, "at most one more was asked for before the sink failed");

        _isDown = false;
        await Until.TrueAsync(_time, Step, () => run.IsCompleted);
        var done = await run;

        _sink.Records.Should().Equal(Enumerable.Range(0, 10).Select(i => Some.RecordText($"o{i}", 0)), "everything arrives, in order");
        done.Messages.Should().BeEquivalentTo(new { Complete = 10, Returned = 0 });
    }

    [Fact]
    public async Task SinkDown_AsksForNoDelay_IsNotAskedAgainAtOnce()
    {
        var writes = 0;
        _sink.BeforeWrite = (_, _, _) =>
        {
            Interlocked.Increment(ref writes);
            return _isDown ? throw new SinkException("down", isTransient: true) { RetryAfter = TimeSpan.Zero } : Task.CompletedTask;
        };
        await using var pipe = Build();
        _queue.Add("0", Some.Object("o0", 1));
        var run = pipe.RunUntilEmptyAsync(Cancelled);
        await Until.TrueAsync(() => Volatile.Read(ref writes) == 1);

        await Until.QuietAsync();
        Volatile.Read(ref writes).Should().Be(1, "no time has passed");

        _isDown = false;
        await Until.TrueAsync(_time, Step, () => run.IsCompleted);
        await run;
        _sink.Records.Should().HaveCount(1);
    }

    [Fact]
    public async Task SinkDown_Drained_TheWaitForItEndsToo()
    {
        using var drain = new CancellationTokenSource();
        await using var pipe = Build();
        _queue.Add("0", Some.Object("o0", 1));
        var run = pipe.RunAsync(drain.Token);
        await UntilRetriedAsync(pipe, 1);
        Add(1, 3);
        await Until.QuietAsync();

        await drain.CancelAsync();
        await Until.TrueAsync(_time, Step, () => run.IsCompleted);
        await run;

        _queue.HandedOut.Should().BeInRange(1, 2);
        _queue.Settlements.Should().HaveCount(_queue.HandedOut).And.OnlyContain(settled => settled.Disposition == Disposition.Return(TimeSpan.Zero));
    }

    [Fact]
    public async Task SinkDown_AllThatWaitedIsGivenUp_AsksAgain()
    {
        await using var pipe = Build();
        var deliveries = new[] { _queue.Add("0", Some.Object("o0", 1)), _queue.Add("1", Some.Object("o1", 1)) };
        var run = pipe.RunUntilEmptyAsync(Cancelled);
        await UntilRetriedAsync(pipe, 1);
        Add(2, 4);

        Array.ForEach(deliveries, delivery => delivery.LoseLease());
        await Until.TrueAsync(_time, Step, () => _queue.HandedOut >= 3);
        _isDown = false;
        await Until.TrueAsync(_time, Step, () => run.IsCompleted);

        _sink.Records.Should().Equal(Enumerable.Range(2, 3).Select(i => Some.RecordText($"o{i}", 0)));
    }

    [Fact]
    public async Task OneOfSeveralWritesFails_TheOthersFlow()
    {
        var sink = new CollectingSink { MaxConcurrentWrites = 2 };
        sink.BeforeWrite = (batch, _, _) => _isDown && batch.Any(record => CollectingSink.TextOf(record).Contains("o0\""))
            ? throw new SinkException("not this one", isTransient: true)
            : Task.CompletedTask;
        await using var pipe = Build(sink);
        _queue.Add("0", Some.Object("o0", 1));
        var run = pipe.RunUntilEmptyAsync(Cancelled);
        await UntilRetriedAsync(pipe, 1);

        Add(1, 30);
        await Until.TrueAsync(_time, Step, () => sink.Records.Count == 30);
        _isDown = false;
        await Until.TrueAsync(_time, Step, () => run.IsCompleted);

        (await run).Messages.Complete.Should().Be(31);
    }

    [Fact]
    public async Task OneOfSeveralWritesFails_AfterItsBatchWasSplit_TheOthersFlow()
    {
        var (isDown, tries, hold) = (true, 0, new TaskCompletionSource());
        var queue = new FakeQueue { MaxAttempts = 1, StaysOpen = true };
        var sink = new CollectingSink
        {
            MaxConcurrentWrites = 2,
            BeforeWrite = async (batch, write, token) =>
            {
                if (write <= 2)
                {
                    // So that the next two are written together.
                    await hold.Task.WaitAsync(token);
                }
                else if (batch.Any(static record => CollectingSink.TextOf(record).Contains("bad\"", StringComparison.Ordinal)))
                {
                    // An outage first, then a refusal of the whole; and by itself it fails for as long as that takes.
                    var isSplit = batch.Count == 1;
                    if (!isSplit || Volatile.Read(ref isDown))
                    {
                        throw new SinkException("not these", isTransient: isSplit || ++tries == 1);
                    }
                }
            },
        };
        await using var pipe = Pipe.CreateBuilder("test").From(queue).Route(route => route.To(sink, "sink")).UseTime(_time).Configure(options => options.OrderHold = TimeSpan.FromHours(12)).Build();
        using var drain = new CancellationTokenSource();
        var run = pipe.RunAsync(drain.Token);
        foreach (var (id, writes) in new[] { ("h1", 1), ("h2", 2) })
        {
            queue.Add(id, Some.Object(id, 1));
            await Until.TrueAsync(() => sink.Writes == writes);
        }

        queue.Add("good", Some.Object("good", 1));
        queue.Add("bad", Some.Object("bad", 1));
        await Until.TrueAsync(() => pipe.State.Lanes[0].Waiting == 2);
        hold.SetResult();
        await Until.TrueAsync(_time, TimeSpan.FromSeconds(1), () => sink.Writes >= 8);

        for (var other = 0; other < 10; other++)
        {
            queue.Add($"o{other}", Some.Object($"o{other}", 1));
        }

        await Until.TrueAsync(_time, TimeSpan.FromSeconds(1), () => sink.Records.Count == 13);

        pipe.State.Intake.IsOpen.Should().BeTrue("one of two writes waits, and the other finds out that the sink is there");
        Volatile.Write(ref isDown, false);
        await Until.TrueAsync(_time, TimeSpan.FromSeconds(1), () => sink.Records.Count == 14);
        await drain.CancelAsync();
        await run;
    }

    [Fact]
    public async Task LaneFull_NothingMoreIsAskedFor()
    {
        var release = new TaskCompletionSource();
        _sink.BeforeWrite = (_, write, token) => write == 1 ? release.Task.WaitAsync(token) : Task.CompletedTask;
        var source = new FakeQueue { MaxAttempts = 1 };
        await using var pipe = Pipe.CreateBuilder("test").From(source).Route(route => route.To(_sink, "sink"))
            .Configure(options => options.BatchBytes = 100).UseTime(_time).Build();
        source.Add("0", Some.Object("o0", 20));
        var run = pipe.RunUntilEmptyAsync(Cancelled);
        await Until.TrueAsync(() => _sink.Writes == 1);

        // 200 bytes may wait, and one object has more: the lane is full as soon as it is posted.
        source.Add("1", Some.Object("o1", 20));
        await Until.TrueAsync(() => !pipe.State.Intake.IsOpen);
        for (var i = 2; i < 10; i++)
        {
            source.Add($"{i}", Some.Object($"o{i}", 20));
        }

        await Until.QuietAsync();
        source.HandedOut.Should().BeInRange(2, 3, "at most one more was asked for before the lane was full");
        release.SetResult();
        await run;

        _sink.Records.Should().HaveCount(200);
    }

    void Add(int from, int to)
    {
        for (var i = from; i <= to; i++)
        {
            _queue.Add($"{i}", Some.Object($"o{i}", 1));
        }
    }

    Task UntilRetriedAsync(Pipe pipe, int retries) => Until.TrueAsync(_time, Step, () => pipe.Statistics.Sinks["sink"].Retries >= retries);

    Pipe Build(CollectingSink? sink = null) => Pipe.CreateBuilder("test").From(_queue).Route(route => route.To(sink ?? _sink, "sink")).UseTime(_time)
        .Configure(options => options.OrderHold = TimeSpan.FromHours(12)).Build();
}
