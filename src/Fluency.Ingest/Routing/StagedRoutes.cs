using Fluency.Ingest.Diagnostics.Flow;

namespace Fluency.Ingest.Routing;

/// <summary>Runs a batch through routes that have asynchronous processors: route by route and processor by processor, each with all records that are there.</summary>
/// <remarks>A record only ever moves to a later route, so one walk over the routes sees every record in all its routes, in batches as large as can be.</remarks>
sealed class StagedRoutes
{
    readonly RouteChoice _choice;
    readonly RoutingCounts _counts;

    // By slot: the route that the record waits for, what it answered in the current one, and what became of it.
    readonly int[] _next;
    readonly ProcessorAnswer[] _answers;
    readonly RecordOutcome[] _outcomes;

    // The slots that entered the current route, and those of them that are still before its next processor; both in the object's order.
    readonly int[] _entered;
    readonly int[] _passing;
    int _enteredCount;
    int _passingCount;

    // By position in _passing, for the current asynchronous processor.
    readonly RecordState[] _marks;
    readonly ProcessorResult[] _results;

    readonly List<RoutedDelivery> _deliveries = [];

    public StagedRoutes(RouteChoice choice, RoutingCounts counts, int maxRecords)
    {
        _choice = choice;
        _counts = counts;
        _next = new int[maxRecords];
        _answers = new ProcessorAnswer[maxRecords];
        _outcomes = new RecordOutcome[maxRecords];
        _entered = new int[maxRecords];
        _passing = new int[maxRecords];
        _marks = new RecordState[maxRecords];
        _results = new ProcessorResult[maxRecords];
    }

    /// <summary>Who looks at the records; null while nobody does.</summary>
    public RouterTap? Tap { get; set; }

    public async ValueTask RunAsync(RecordBatch batch, IRecordOutput output, CancellationToken cancellationToken)
    {
        _deliveries.Clear();
        for (var slot = 0; slot < batch.Count; slot++)
        {
            _outcomes[slot] = RecordOutcome.Unrouted;
            Choose(batch, slot, previous: -1, cancellationToken);
        }

        for (var position = 0; position < _choice.Routes.Count; position++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Enter(batch.Count, position);
            var steps = _choice.Routes[position].Processors;
            for (var step = 0; step < steps.Count && _passingCount > 0; step++)
            {
                await RunStageAsync(batch, steps[step], cancellationToken).ConfigureAwait(false);
                KeepPassing(batch, position, step);
            }

            Conclude(batch, position, cancellationToken);
        }

        HandOut(batch, output);
    }

    void Choose(RecordBatch batch, int slot, int previous, CancellationToken cancellationToken)
    {
        _next[slot] = _choice.Next(batch[slot], previous, cancellationToken);
        if (_next[slot] == RouteChoice.Failed)
        {
            _outcomes[slot] = RecordOutcome.Unrouted;
            _counts.Fail(batch[slot]);
        }
    }

    void Enter(int count, int position)
    {
        _enteredCount = 0;
        for (var slot = 0; slot < count; slot++)
        {
            if (_next[slot] == position)
            {
                _answers[slot] = ProcessorAnswer.Pass;
                _entered[_enteredCount++] = slot;
                _counts.Enter(position);
            }
        }

        _entered.AsSpan(0, _enteredCount).CopyTo(_passing);
        _passingCount = _enteredCount;
    }

    async ValueTask RunStageAsync(RecordBatch batch, RouteProcessor step, CancellationToken cancellationToken)
    {
        if (step.AsyncProcessor is { } processor)
        {
            await RunBatchAsync(batch, processor, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            for (var i = 0; i < _passingCount; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                _answers[_passing[i]] = ProcessorStep.Run(batch[_passing[i]], step.Processor!, cancellationToken);
            }
        }
    }

    async ValueTask RunBatchAsync(RecordBatch batch, IAsyncProcessor processor, CancellationToken cancellationToken)
    {
        for (var i = 0; i < _passingCount; i++)
        {
            _marks[i] = batch[_passing[i]].Mark();
        }

        var results = _results.AsMemory(0, _passingCount);
        results.Span.Clear();
        batch.Select(_passing, _passingCount);
        batch.IsLent = true;
        try
        {
            await processor.ProcessAsync(batch, results, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            results.Span.Fill(ProcessorResult.Error(ProcessorStep.ReasonOf(exception)));
        }
        finally
        {
            batch.IsLent = false;
            batch.SelectAll();
        }

        for (var i = 0; i < _passingCount; i++)
        {
            _answers[_passing[i]] = ProcessorStep.Settle(batch[_passing[i]], _marks[i], _results[i]);
        }
    }

    void KeepPassing(RecordBatch batch, int route, int step)
    {
        var kept = 0;
        for (var i = 0; i < _passingCount; i++)
        {
            var slot = _passing[i];
            Tap?.Processed(route, step, batch[slot], _answers[slot]);
            if (_answers[slot] == ProcessorAnswer.Pass)
            {
                _passing[kept++] = slot;
            }
            else
            {
                _counts.Answered(route, step, _answers[slot], batch[slot]);
            }
        }

        _passingCount = kept;
    }

    // The edits of a delivery stay in the batch's arena, which only grows, so its state is all that has to be kept until the deliveries before it are known.
    void Conclude(RecordBatch batch, int position, CancellationToken cancellationToken)
    {
        foreach (var slot in _entered.AsSpan(0, _enteredCount))
        {
            var answer = _answers[slot];
            Tap?.Routed(position, batch[slot], answer);
            _next[slot] = RouteChoice.None;
            if (answer == ProcessorAnswer.Drop)
            {
                _outcomes[slot] = _outcomes[slot] == RecordOutcome.Delivered ? RecordOutcome.Delivered : RecordOutcome.Dropped;
                continue;
            }

            if (answer != ProcessorAnswer.Abort)
            {
                _deliveries.Add(new RoutedDelivery(slot, position, batch[slot].Mark()));
                _outcomes[slot] = RecordOutcome.Delivered;
            }

            if (answer == ProcessorAnswer.Abort || _choice.MatchAll)
            {
                Choose(batch, slot, position, cancellationToken);
            }
        }
    }

    void HandOut(RecordBatch batch, IRecordOutput output)
    {
        _deliveries.Sort(RoutedDelivery.Order);
        var at = 0;
        for (var slot = 0; slot < batch.Count; slot++)
        {
            var record = batch[slot];
            var atTheEnd = record.Mark();
            for (; at < _deliveries.Count && _deliveries[at].Slot == slot; at++)
            {
                record.RollBack(_deliveries[at].State);
                output.Deliver(record, _choice.Routes[_deliveries[at].Route]);
            }

            record.RollBack(atTheEnd);
            output.Leave(record, _outcomes[slot]);
            Tap?.Left(record, _outcomes[slot], _next[slot] == RouteChoice.Failed);
        }
    }
}
