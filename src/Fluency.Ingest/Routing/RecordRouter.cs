using System.Runtime.CompilerServices;
using Fluency.Ingest.Diagnostics.Flow;

namespace Fluency.Ingest.Routing;

/// <summary>Runs records of one object through the routes and hands out what was decided in the object's order. One for each object in work; not thread-safe.</summary>
sealed class RecordRouter : IDisposable
{
    /// <summary>Enough that a stage of an asynchronous processor is worth its round trip, few enough that what is lent does not pile up.</summary>
    public const int MaxRecords = 1024;

    readonly RouteChoice _choice;
    readonly StagedRoutes? _staged;
    readonly RoutingCounts _counts;
    readonly RecordBatch _batch = new();

    public RecordRouter(IRouter router, IReadOnlyList<Route> routes)
    {
        _choice = new RouteChoice(router, routes);
        _counts = new RoutingCounts(routes);
        var hasAsyncProcessor = routes.Any(static route => route.Processors.Any(static step => step.AsyncProcessor is not null));
        _staged = hasAsyncProcessor ? new StagedRoutes(_choice, _counts, MaxRecords) : null;
    }

    /// <summary>Records that were added and not yet run.</summary>
    public int Count => _batch.Count;

    public bool IsFull => Count == MaxRecords;

    /// <summary>Who looks at the records; null while nobody does. To be set anew before each run.</summary>
    public RouterTap? Tap { get; set; }

    /// <summary>What the routes did, since the router was created.</summary>
    public RoutingCounts Counts => _counts;

    /// <summary>Errors that processors answered or threw, since the router was created.</summary>
    public long Errors => _counts.Errors;

    /// <summary>Drops that processors answered, since the router was created.</summary>
    public long Drops => _counts.Drops;

    /// <summary>Aborts that processors answered, since the router was created.</summary>
    public long Aborts => _counts.Aborts;

    /// <summary>Adds a record, whose bytes are lent until <see cref="RunAsync"/> has completed.</summary>
    /// <exception cref="InvalidOperationException">The router is full.</exception>
    public void Add(ObjectReference origin, ObjectId id, uint index, ArraySegment<byte> raw)
    {
        if (IsFull)
        {
            throw new InvalidOperationException($"The router holds {MaxRecords} records already; run them first.");
        }

        _batch.Lend(origin, id, index, raw);
    }

    /// <summary>Runs all records that were added and forgets them, also when it fails.</summary>
    public ValueTask RunAsync(IRecordOutput output, CancellationToken cancellationToken)
    {
        if (_staged is not null)
        {
            _staged.Tap = Tap;
            return RunStagedAsync(_staged, output, cancellationToken);
        }

        try
        {
            RunThrough(output, cancellationToken);
            return ValueTask.CompletedTask;
        }
        catch (Exception exception)
        {
            return ValueTask.FromException(exception);
        }
        finally
        {
            _batch.Clear();
        }
    }

    public void Dispose() => _batch.Dispose();

    async ValueTask RunStagedAsync(StagedRoutes staged, IRecordOutput output, CancellationToken cancellationToken)
    {
        try
        {
            await staged.RunAsync(_batch, output, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _batch.Clear();
        }
    }

    // Without an asynchronous processor each record goes all its way at once: nothing of it needs to be kept for later.
    void RunThrough(IRecordOutput output, CancellationToken cancellationToken)
    {
        for (var slot = 0; slot < _batch.Count; slot++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var record = _batch[slot];
            var arenaMark = _batch.ArenaMark;
            var failures = _counts.Failures;
            var outcome = RunThrough(record, output, cancellationToken);
            output.Leave(record, outcome);
            Tap?.Left(record, outcome, _counts.Failures > failures);
            record.Undo();
            _batch.Rewind(arenaMark);
        }
    }

    // Not inlined, nor is what it calls: in one large method the handle lives in memory, where each copy waits for it to be written.
    [MethodImpl(MethodImplOptions.NoInlining)]
    RecordOutcome RunThrough(Record record, IRecordOutput output, CancellationToken cancellationToken)
    {
        var outcome = RecordOutcome.Unrouted;
        var position = -1;
        while ((position = _choice.Next(record, position, cancellationToken)) >= 0)
        {
            var route = _choice.Routes[position];
            _counts.Enter(position);
            var answer = RunProcessors(record, route, position, cancellationToken);
            Tap?.Routed(position, record, answer);
            switch (answer)
            {
                case ProcessorAnswer.Abort:
                    continue;
                case ProcessorAnswer.Drop:
                    return outcome == RecordOutcome.Delivered ? outcome : RecordOutcome.Dropped;
            }

            output.Deliver(record, route);
            outcome = RecordOutcome.Delivered;
            if (!_choice.MatchAll)
            {
                return outcome;
            }
        }

        if (position != RouteChoice.Failed)
        {
            return outcome;
        }

        _counts.Fail(record);
        return RecordOutcome.Unrouted;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    ProcessorAnswer RunProcessors(Record record, Route route, int position, CancellationToken cancellationToken)
    {
        for (var i = 0; i < route.Processors.Count; i++)
        {
            var answer = ProcessorStep.Run(record, route.Processors[i].Processor!, cancellationToken);
            Tap?.Processed(position, i, record, answer);
            if (answer != ProcessorAnswer.Pass)
            {
                _counts.Answered(position, i, answer, record);
                return answer;
            }
        }

        return ProcessorAnswer.Pass;
    }
}
