namespace Fluency.Ingest;

/// <summary>How a source is to be read.</summary>
public sealed record SourceReadOptions
{
    /// <summary>Whether the enumeration ends when nothing is left to read. Default <see langword="false"/>: a queue is read for ever.</summary>
    /// <remarks>A queue counts as exhausted only when nothing that this source handed out is unsettled or still to come back.</remarks>
    public bool UntilEmpty { get; init; }

    /// <summary>The clock for waits and leases. Default <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Completes when more deliveries are wanted. Default: they always are.</summary>
    /// <remarks>A source that asks its store again and again until something comes awaits it before each time: a sink may have gone down meanwhile, and what was received then
    /// would only wait, out of reach of others. The token is that of draining; it ends the wait with an <see cref="OperationCanceledException"/>.</remarks>
    public Func<CancellationToken, Task> WhenWanted { get; init; } = static _ => Task.CompletedTask;

    /// <summary>Is told what the source cannot do, each time that it fails, and once when it can again: for the pipe's status. Default: nobody is. May be called from any thread; returns at once and never throws.</summary>
    public Action<SourceTrouble> OnTrouble { get; init; } = static _ => { };
}
