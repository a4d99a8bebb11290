using Fluency.Ingest.Deliveries;
using Fluency.Ingest.Tests.Routing;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Engine;

/// <summary>A message whose lease was lost may come again while its first try is still in work: both tries end, and they know of each other.</summary>
public sealed class OverlappingTriesTests
{
    readonly FakeQueue _queue = new();
    readonly TaskCompletionSource _release = NewSignal();
    readonly CollectingSink _slow;
    readonly CollectingSink _quick = new();

    public OverlappingTriesTests() => _slow = new CollectingSink { MaxConcurrentWrites = 3, BeforeWrite = (_, _, token) => _release.Task.WaitAsync(token) };

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task BothTriesComplete_RecordsAreCountedOnce()
    {
        var delivery = _queue.Add("1", Some.Object("a", 3));
        await using var pipe = Builder().Route(route => route.To(_slow, "slow")).Build();
        var run = pipe.RunUntilEmptyAsync(Cancelled);
        await Until.TrueAsync(() => _slow.Writes == 1);

        _queue.HandOutAgain(delivery);
        await Until.TrueAsync(() => _slow.Writes == 2);
        _release.SetResult();

        var done = await run;
        done.Messages.Complete.Should().Be(2);
        done.Objects.Read.Should().Be(1);
        done.Records.Read.Should().Be(3);
        done.Records.Delivered.Should().Be(3);
        _slow.Records.Should().HaveCount(6, "nobody knew that they were durable when the second try read them");
    }

    [Fact]
    public async Task FirstTryIsDurableInOneSink_SecondSendsNothingThereAgain()
    {
        var delivery = _queue.Add("1", Some.Object("a", 3));
        await using var pipe = Builder().Route(route => route.To(_quick, "quick").To(_slow, "slow")).Build();
        var run = pipe.RunUntilEmptyAsync(Cancelled);
        await Until.TrueAsync(() => _quick.Writes == 1);

        // The first write is over when the next one begins.
        _queue.Add("2", Some.Object("b", 1));
        await Until.TrueAsync(() => _quick.Writes == 2 && _slow.Writes == 2);
        _queue.HandOutAgain(delivery);
        await Until.TrueAsync(() => _slow.Writes == 3);
        _release.SetResult();

        (await run).Records.Delivered.Should().Be(4);
        _quick.Records.Should().HaveCount(4);
        _slow.Records.Should().HaveCount(7);
    }

    [Fact]
    public async Task AnotherDeliveryOfTheSameObject_IsWholeAndCountedByItself()
    {
        var source = Some.Object("a", 3);
        _queue.Add("1", source);
        await using var pipe = Builder().Route(route => route.To(_slow, "slow")).Build();
        var run = pipe.RunUntilEmptyAsync(Cancelled);
        await Until.TrueAsync(() => _slow.Writes == 1);

        _queue.Add("2", source);
        await Until.TrueAsync(() => _slow.Writes == 2);
        _release.SetResult();

        (await run).Records.Delivered.Should().Be(6, "who tells of an object anew wants it anew");
    }

    [Fact]
    public async Task SecondTryOpensItsObjectFirst_RecordsAreCountedOnceAndNotSentAgain()
    {
        var open = NewSignal();
        var source = Some.Object("a", 3);
        source.BeforeOpen = (number, token) => number == 1 ? open.Task.WaitAsync(token) : Task.CompletedTask;
        var first = _queue.Add("1", source);
        await using var pipe = Builder().Route(route => route.To(_quick, "sink")).Configure(options => options.Ordering = Ordering.None).Build();
        var run = pipe.RunUntilEmptyAsync(Cancelled);
        await Until.TrueAsync(() => source.Opened == 1);

        _queue.HandOutAgain(first);
        await Until.TrueAsync(() => _queue.Settlements.Count == 1);
        open.SetResult();

        var done = await run;
        done.Messages.Complete.Should().Be(2);
        (done.Objects.Read, done.Records.Read, _quick.Records.Count).Should().Be((1, 3, 3));
    }

    [Fact]
    public async Task SecondTryIsHeldBehindTheFirst_WhatBecomesDurableBeforeItsTurnIsNotSentAgain()
    {
        var (openFirst, openBetween) = (NewSignal(), NewSignal());
        var (before, source, between) = (Some.Object("before", 1), Some.Object("a", 3), Some.Object("between", 1));
        before.BeforeOpen = (_, token) => openFirst.Task.WaitAsync(token);
        between.BeforeOpen = (_, token) => openBetween.Task.WaitAsync(token);
        _queue.Add("0", before);
        var first = _queue.Add("1", source);
        _queue.Add("2", between);
        await using var pipe = Builder().Route(route => route.To(_quick, "sink")).Configure(options => options.OrderHold = TimeSpan.FromHours(1)).Build();
        var run = pipe.RunUntilEmptyAsync(Cancelled);
        await Until.TrueAsync(() => source.Opened == 1 && between.Opened == 1);

        _queue.HandOutAgain(first);
        await Until.TrueAsync(() => source.Opened == 2);
        await Until.QuietAsync();
        openFirst.SetResult();
        await Until.TrueAsync(() => _queue.SettlementsOf("1").Count == 1);
        openBetween.SetResult();

        await run;
        _quick.Records.Should().HaveCount(5);
    }

    [Fact]
    public async Task FirstTryEndsBehindTheSecond_AnotherDeliveryOfTheObjectIsReadInFull()
    {
        // What is returned does not come again: the message is deleted by then.
        var queue = new FakeQueue { MaxAttempts = 1 };
        var stuck = NewSignal();
        var sink = new CollectingSink { MaxConcurrentWrites = 3, BeforeWrite = (_, write, token) => write == 1 ? stuck.Task.WaitAsync(token) : Task.CompletedTask };
        var (source, open) = (Some.Object("a", 3), NewSignal());
        var keep = Some.Object("keep", 1);
        keep.BeforeOpen = (_, token) => open.Task.WaitAsync(token);
        var first = queue.Add("1", source);
        await using var pipe = Pipe.CreateBuilder("test").From(queue).Route(route => route.To(sink, "sink")).Build();
        var run = pipe.RunUntilEmptyAsync(Cancelled);
        await Until.TrueAsync(() => sink.Writes == 1);
        queue.HandOutAgain(first);
        await Until.TrueAsync(() => queue.Settlements.Count == 1);
        queue.Add("keep", keep);
        first.LoseLease();
        await Until.TrueAsync(() => queue.Settlements.Count == 2);
        stuck.SetResult();

        queue.Add("2", source);
        await Until.TrueAsync(() => source.Opened == 3);
        open.SetResult();

        await run;
        queue.SettlementsOf("2").Should().Equal(Disposition.Complete);
        sink.Records.Should().HaveCount(3 + 3 + 3 + 1, "who tells of an object anew wants it anew");
    }

    [Fact]
    public async Task ObjectNamedTwice_TheSecondIsNotDurable_RetrySendsTheFirstNotAgain()
    {
        var (source, stuck) = (Some.Object("a", 3), NewSignal());
        var sink = new CollectingSink { MaxConcurrentWrites = 2, BeforeWrite = (_, write, token) => write == 2 ? stuck.Task.WaitAsync(token) : Task.CompletedTask };
        var first = _queue.Add("1", source, source);
        await using var pipe = Builder().Route(route => route.To(sink, "sink")).Configure(options => options.BatchRecords = 3).Build();
        var run = pipe.RunUntilEmptyAsync(Cancelled);
        await Until.TrueAsync(() => sink.Writes == 2 && sink.Records.Count == 3);

        first.LoseLease();
        await Until.TrueAsync(() => _queue.SettlementsOf("1").Count == 2);
        var sent = sink.Records.Count;
        stuck.SetResult();

        var done = await run;
        sent.Should().Be(6);
        (done.Objects.Read, done.Records.Read).Should().Be((2, 6));
    }

    [Fact]
    public async Task SourceGivesOneIdAndAttemptTwice_IsAnotherDeliveryOfItsOwn()
    {
        // Of a file that has grown since, say, in a source that has no entity tags.
        var source = Some.Object("a", 3);
        _queue.Add("path", source);
        _queue.Add("path", source);
        await using var pipe = Builder().Route(route => route.To(_quick, "sink")).Build();

        var done = await pipe.RunUntilEmptyAsync(Cancelled);

        done.Records.Delivered.Should().Be(6);
        _quick.Records.Should().HaveCount(6);
    }

    [Fact]
    public async Task BothTriesAreKept_CountedOnceInTheQuarantine()
    {
        var quarantine = new CollectingSink { MaxConcurrentWrites = 2, BeforeWrite = (_, _, token) => _release.Task.WaitAsync(token) };
        var delivery = _queue.Add("1", new FakeObject("bad", """{"Records":[{]}"""));
        await using var pipe = Builder().Route(route => route.To(_quick, "sink")).Quarantine(quarantine).Build();
        var run = pipe.RunUntilEmptyAsync(Cancelled);
        await Until.TrueAsync(() => quarantine.Writes == 1);

        _queue.HandOutAgain(delivery);
        await Until.TrueAsync(() => quarantine.Writes == 2);
        _release.SetResult();

        (await run).Objects.Quarantined.Should().Be(1);
    }

    [Fact]
    public async Task RejectedAndKeptByItsQueue_ThenTaken_IsCounted()
    {
        // Left to the redrive policy, which counts receives: it comes again, and the sink takes it now.
        var queue = new FakeQueue { KeepsRejected = true };
        var (other, open) = (Some.Object("b", 1), NewSignal());
        other.BeforeOpen = (_, token) => open.Task.WaitAsync(token);
        var sink = new CollectingSink { BeforeWrite = (_, write, _) => write == 1 ? throw new SinkException("refused", isTransient: false) : Task.CompletedTask };
        var first = queue.Add("1", Some.Object("a", 3));
        queue.Add("other", other);
        await using var pipe = Pipe.CreateBuilder("test").From(queue).Route(route => route.To(sink, "sink")).Configure(options => options.Ordering = Ordering.None).Build();
        var run = pipe.RunUntilEmptyAsync(Cancelled);
        await Until.TrueAsync(() => queue.Settlements.Count == 1);

        queue.HandOutAgain(first);
        await Until.TrueAsync(() => queue.Settlements.Count == 2);
        open.SetResult();

        var done = await run;
        sink.Records.Should().HaveCount(4);
        (done.Objects.Read, done.Records.Read, done.Records.Delivered).Should().Be((2, 4, 4));
    }

    [Fact]
    public async Task RefusedAndKept_ThenDroppedByTheRetry_CountsAreOfWhatWasSeenLast()
    {
        var (stuck, isDropping) = (NewSignal(), false);
        var other = new CollectingSink { MaxConcurrentWrites = 2, BeforeWrite = (_, write, token) => write == 1 ? stuck.Task.WaitAsync(token) : Task.CompletedTask };
        var sink = new CollectingSink { BeforeWrite = (batch, _, _) => throw new SinkException("never", isTransient: false, [.. Enumerable.Range(0, batch.Count)]) };
        var delivery = _queue.Add("1", Some.Object("a", 3));
        await using var pipe = Builder().Route(route => route.Process(new SomeProcessor(_ => Volatile.Read(ref isDropping) ? ProcessorResult.Drop : ProcessorResult.Pass)).To(sink, "sink").To(other, "other")).Quarantine(_quick).Build();
        var run = pipe.RunUntilEmptyAsync(Cancelled);
        await Until.TrueAsync(() => other.Writes == 1 && _quick.Records.Count == 3);
        await Until.QuietAsync();

        Volatile.Write(ref isDropping, true);
        delivery.LoseLease();
        await Until.TrueAsync(() => _queue.Settlements.Count == 2);
        stuck.SetResult();

        var done = await run;
        (done.Records.Read, done.Records.Delivered, done.Records.Dropped, done.Records.Quarantined).Should().Be((3, 0, 3, 0));
    }

    static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    PipeBuilder Builder() => Pipe.CreateBuilder("test").From(_queue);
}
