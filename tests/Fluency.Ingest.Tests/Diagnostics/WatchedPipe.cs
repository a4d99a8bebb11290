using Fluency.Ingest.Diagnostics;
using Fluency.Ingest.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fluency.Ingest.Tests.Diagnostics;

/// <summary>A pipe from a queue in memory to one sink and a quarantine that runs until it is disposed, by a clock that only the test moves.</summary>
sealed class WatchedPipe : IAsyncDisposable
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);
    public static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    readonly CancellationTokenSource _drain = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    int _objects;

    WatchedPipe(Action<PipeBuilder, WatchedPipe> describe)
    {
        var builder = Pipe.CreateBuilder("test").From(Queue, "queue").UseTime(Time);
        describe(builder, this);
        Pipe = builder.Build();
    }

    public FakeTimeProvider Time { get; } = new(Start);

    public FakeQueue Queue { get; } = new() { StaysOpen = true, MaxAttempts = 1 };

    public CollectingSink Sink { get; } = new();

    public CollectingSink Quarantine { get; } = new();

    public Pipe Pipe { get; }

    public Task<PipeStatistics> Run { get; private set; } = Task.FromResult<PipeStatistics>(null!);

    public DateTimeOffset Now => Time.GetUtcNow();

    public PipeStatus Status => Pipe.GetStatus();

    public static WatchedPipe Running(Action<PipeBuilder, WatchedPipe> describe)
    {
        var pipe = new WatchedPipe(describe);
        pipe.Run = pipe.Pipe.RunAsync(pipe._drain.Token);
        return pipe;
    }

    /// <summary>One route without a processor.</summary>
    public static WatchedPipe Running() => Running(static (builder, pipe) => builder.Route(route => route.To(pipe.Sink, "sink")).Quarantine(pipe.Quarantine));

    public static WatchedPipe Built() => new(static (builder, pipe) => builder.Route(route => route.To(pipe.Sink, "sink")));

    public ComponentStatus Of(string id) => Status.Components.Single(component => component.Id == id);

    public FlowState StateOf(string id) => Of(id).State;

    /// <summary>Lets an object come and waits until it is settled.</summary>
    public Task SendAsync(FakeObject? content = null) => SendAsync(queue => queue.Add($"{++_objects}", content ?? Some.Object($"o{_objects}", 2)));

    public async Task SendAsync(Action<FakeQueue> add)
    {
        var settled = Queue.Settlements.Count;
        add(Queue);
        await Until.TrueAsync(() => Queue.Settlements.Count > settled);
    }

    public FakeDelivery Add(FakeObject? content = null) => Queue.Add($"{++_objects}", content ?? Some.Object($"o{_objects}", 2));

    public async Task DrainAsync()
    {
        await _drain.CancelAsync();
        await Until.TrueAsync(Time, TimeSpan.FromSeconds(1), () => Run.IsCompleted);
    }

    public async ValueTask DisposeAsync()
    {
        Pipe.Abort();
        await DrainAsync();
        await Run.ContinueWith(static _ => { }, TaskScheduler.Default);
        await Pipe.DisposeAsync();
        _drain.Dispose();
    }
}
