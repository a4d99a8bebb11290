using System.Runtime.CompilerServices;
using Fluency.Ingest.Deliveries;
using Fluency.Ingest.Diagnostics;
using Fluency.Ingest.Sinks;

namespace Fluency.Ingest.Tests.Model;

/// <summary>One life of the process that reads the queue: a pipe from its start to its end.</summary>
sealed class ModelProcess : IDisposable
{
    readonly Pipe _pipe;
    readonly CancellationTokenSource _drain = new();
    readonly Task<PipeStatistics> _run;
    readonly Rest _rest;

    public ModelProcess(Pipe pipe, Rest rest)
    {
        _pipe = pipe;
        _rest = rest;
        Machine = MachineOf(pipe);
        _run = rest.Start(() => pipe.RunAsync(_drain.Token));
    }

    public PipeMachine Machine { get; }

    /// <summary>Whether it gives up its work: it was told to, or did not end in time.</summary>
    public bool IsAborted => Machine.State.AbortToken.IsCancellationRequested;

    public bool HasEnded => _run.IsCompleted;

    public void Drain() => _drain.Cancel();

    public void Abort()
    {
        _pipe.Abort();
        _drain.Cancel();
    }

    /// <summary>What was done, when it has ended.</summary>
    public PipeStatistics Done => _run.GetAwaiter().GetResult();

    public void Dispose()
    {
        _rest.Start(() => _pipe.DisposeAsync().AsTask()).GetAwaiter().GetResult();
        _drain.Dispose();
    }

    /// <summary>What is left behind, once it is disposed: places in the order, open objects, records before sinks and bytes in flight. An abort may leave the count of
    /// bytes, since nothing counts after it.</summary>
    public IEnumerable<string> Leaks()
    {
        var left = Machine.Sources.Sum(source => OrderOf(source.Gate).Count + UndoneOf(source.Gate).Count);
        return new (string What, long Count)[]
        {
            ("places in the order", left),
            ("open objects", ObjectsOf(Machine.State.Budget)),
            ("records before sinks", Machine.State.Lanes.Sum(lane => QueueOf(lane).Waiting.Records)),
            ("bytes in flight", IsAborted ? 0 : Machine.State.Budget.Bytes),
        }.Where(leak => leak.Count != 0).Select(leak => $"{leak.Count} {leak.What} are left at the end.");
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_machine")]
    static extern ref PipeMachine MachineOf(Pipe pipe);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_order")]
    static extern ref Queue<OrderPlace> OrderOf(OrderGate gate);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_undone")]
    static extern ref Queue<OrderPlace> UndoneOf(OrderGate gate);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_objects")]
    static extern ref int ObjectsOf(FlightBudget budget);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_queue")]
    static extern ref LaneQueue QueueOf(SinkLane lane);
}
