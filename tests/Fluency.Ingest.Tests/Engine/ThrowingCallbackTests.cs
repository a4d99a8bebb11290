using System.Runtime.CompilerServices;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Engine;

/// <summary>Callbacks, properties and disposals of the user's that throw, or come, when nobody expects it.</summary>
public sealed class ThrowingCallbackTests
{
    const int PipeStopped = 2001;
    const int CallbackFailed = 2027;

    readonly CollectingSink _sink = new();
    readonly FakeQueue _queue = new();
    readonly CollectingLoggers _loggers = new();

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Drained_WhatTheSourceRegisteredThrows_ThePipeDrainsAllTheSame()
    {
        var queue = new FakeQueue { StaysOpen = true };
        queue.Add("1", Some.Object("a", 1));
        using var drain = new CancellationTokenSource();
        await using var pipe = Builder(new ListeningSource(queue)).Build();
        var run = pipe.RunAsync(drain.Token);
        await Until.TrueAsync(() => queue.Settlements.Count == 1);

        await drain.CancelAsync();

        (await run).Messages.Complete.Should().Be(1);
        _loggers.TextsOf(PipeStopped).Should().ContainSingle();
        _loggers.TextsOf(CallbackFailed).Should().ContainSingle();
    }

    [Fact]
    public async Task Exhausted_WhatTheSourceRegisteredThrows_TheRunEndsWell()
    {
        _queue.Add("1", Some.Object("a", 1));
        await using var pipe = Builder(new ListeningSource(_queue)).Build();

        (await pipe.RunUntilEmptyAsync(Cancelled)).Messages.Complete.Should().Be(1);

        _loggers.TextsOf(PipeStopped).Should().ContainSingle();
    }

    [Fact]
    public async Task SourceFails_WhatAnotherSourceRegisteredThrows_TheFailureIsTheFirstOnes()
    {
        var open = new FakeQueue { StaysOpen = true };
        open.Add("1", Some.Object("a", 1));
        await using var pipe = Builder(new ListeningSource(open)).From(new ThrowingSource(), "broken").Build();

        var running = () => pipe.RunAsync(Cancelled);

        (await running.Should().ThrowAsync<IngestException>()).WithMessage("no such queue");
    }

    [Fact]
    public async Task UnforeseenFailure_WhatAnObjectRegisteredThrows_TheDeliveryIsReturned()
    {
        var listening = Some.Object("a", 1);
        listening.BeforeOpen = (_, token) =>
        {
            token.Register(static () => throw new InvalidOperationException("a callback"));
            return Task.CompletedTask;
        };
        var queue = new FakeQueue { MaxAttempts = 1 };
        queue.Add("1", listening, null!);
        await using var pipe = Builder(queue).Build();

        await pipe.RunUntilEmptyAsync(Cancelled);

        queue.SettlementsOf("1").Should().ContainSingle().Which.Should().BeOfType<ReturnDisposition>();
    }

    [Fact]
    public async Task Delivery_APropertyThrows_ItIsReturned()
    {
        var settled = new List<Disposition>();
        await using var pipe = Builder(new OneDelivery(new BrokenDelivery(settled))).Build();

        await pipe.RunUntilEmptyAsync(Cancelled);

        settled.Should().ContainSingle().Which.Should().BeOfType<ReturnDisposition>();
    }

    [Fact]
    public async Task Disposed_WhatASinkRegisteredThrows_AllPartsAreDisposed()
    {
        var source = new DisposableSource(_queue);
        _sink.BeforeWrite = (_, _, token) =>
        {
            token.Register(static () => throw new InvalidOperationException("a callback"));
            return Task.CompletedTask;
        };
        _queue.Add("1", Some.Object("a", 1));
        var pipe = Builder(source).Build();
        await pipe.RunUntilEmptyAsync(Cancelled);

        await pipe.DisposeAsync();

        source.IsDisposed.Should().BeTrue();
    }

    [Fact]
    public async Task Disposed_OnePartThrows_TheOthersAreDisposedAndTheFailureIsTold()
    {
        var first = new DisposableSource(_queue) { Failure = new InvalidOperationException("a disposal") };
        var second = new DisposableSource(new FakeQueue());
        var pipe = Builder(first).From(second, "second").Build();

        var disposing = () => pipe.DisposeAsync().AsTask();

        (await disposing.Should().ThrowAsync<InvalidOperationException>()).WithMessage("a disposal");
        second.IsDisposed.Should().BeTrue();
    }

    [Fact]
    public async Task Disposed_WhileTheSourceKeepsTheThreadThatRuns_WaitsForTheRun()
    {
        _queue.Add("1", Some.Object("a", 1));
        var source = new DisposableSource(_queue);
        var pipe = Builder(source).Build();
        var disposing = Task.CompletedTask;
        var wasDisposed = false;
        source.WhenRead = () =>
        {
            disposing = pipe.DisposeAsync().AsTask();
            wasDisposed = source.IsDisposed;
        };

        await pipe.RunAsync(Cancelled);
        await disposing;

        wasDisposed.Should().BeFalse();
        source.IsDisposed.Should().BeTrue();
    }

    PipeBuilder Builder(ISource source) => Pipe.CreateBuilder("test").From(source, "source").Route(route => route.To(_sink, "sink")).UseLogging(_loggers);

    sealed class ListeningSource(FakeQueue queue) : ISource
    {
        public IAsyncEnumerable<IDelivery> ReadAsync(SourceReadOptions options, CancellationToken drainToken)
        {
            drainToken.Register(static () => throw new InvalidOperationException("a callback"));
            return queue.ReadAsync(options, drainToken);
        }
    }

    sealed class DisposableSource(FakeQueue queue) : ISource, IDisposable
    {
        public bool IsDisposed { get; private set; }

        public Exception? Failure { get; init; }

        public Action WhenRead { get; set; } = static () => { };

        public IAsyncEnumerable<IDelivery> ReadAsync(SourceReadOptions options, CancellationToken drainToken)
        {
            WhenRead();
            return queue.ReadAsync(options, drainToken);
        }

        public void Dispose()
        {
            IsDisposed = true;
            if (Failure is not null)
            {
                throw Failure;
            }
        }
    }

    sealed class OneDelivery(IDelivery delivery) : ISource
    {
        public async IAsyncEnumerable<IDelivery> ReadAsync(SourceReadOptions options, [EnumeratorCancellation] CancellationToken drainToken)
        {
            await Task.Yield();
            yield return delivery;
        }
    }

    /// <summary>As of a source that has disposed what its tokens come from.</summary>
    sealed class BrokenDelivery(List<Disposition> settled) : IDelivery
    {
        public string Id => "broken";

        public int Attempt => 1;

        public bool CanReturn => true;

        public bool KeepsRejected => false;

        public CancellationToken LeaseLost => throw new ObjectDisposedException("lease");

        public IReadOnlyList<ISourceObject> Objects => [];

        public Failure? Problem => null;

        public ReadOnlyMemory<byte> Payload => default;

        public ValueTask SettleAsync(Disposition disposition, CancellationToken cancellationToken = default)
        {
            settled.Add(disposition);
            return ValueTask.CompletedTask;
        }
    }
}
