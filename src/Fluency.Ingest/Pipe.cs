using System.Runtime.CompilerServices;
using Fluency.Ingest.Deliveries;
using Fluency.Ingest.Diagnostics;
using Fluency.Ingest.Diagnostics.Flow;
using Fluency.Ingest.Routing;

namespace Fluency.Ingest;

/// <summary>Sources, routers and sinks wired together: what runs.</summary>
/// <remarks>A delivery is completed only when each of its records is durable in every sink of its routes, was dropped on purpose, or is durable in the quarantine.</remarks>
public sealed class Pipe : IAsyncDisposable
{
    readonly PipeModel _model;
    readonly PipeMachine _machine;
    readonly Outstanding _work = new();
    int _isStarted;
    bool _isLeftBehind;
    Task _running = Task.CompletedTask;

    internal Pipe(PipeModel model)
    {
        _model = model;
        _machine = new PipeMachine(model);
    }

    /// <summary>Why only a new pipe would go on; null if this one does, or has come to its end, or was not started.</summary>
    internal string? WhyDead()
    {
        var running = Volatile.Read(ref _running);
        return running.IsFaulted ? $"The run failed: {running.Exception.InnerException!.Message}"
            : !running.IsCompleted && State.Lanes.FirstOrDefault(static lane => lane.HasFailed) is { } lane ? $"The loop of the sink '{lane.Name}' has ended."
            : null;
    }

    /// <summary>Who looks at its records, for tests.</summary>
    internal TailHub Tails => _machine.Observer.Tails;

    /// <summary>Its sinks, the quarantine among them.</summary>
    internal IReadOnlyList<SinkPlan> Sinks => _model.Sinks;

    /// <summary>What its deliveries share, for tests that look at budgets.</summary>
    internal PipeState State => _machine.State;

    /// <summary>The pipe's name.</summary>
    public string Name => _model.Name;

    /// <summary>What the pipe has done so far. May be read at any time, from any thread.</summary>
    public PipeStatistics Statistics => _machine.Statistics;

    /// <summary>Whether data flows through each component of the pipe, and if not, why. May be asked at any time, from any thread, also before and after the run; it takes some microseconds and blocks nothing.</summary>
    /// <returns>A picture of this moment, which does not change.</returns>
    public PipeStatus GetStatus() => _machine.GetStatus();

    /// <summary>Tells of the pipe's status: at once, and then each time that it has changed, looking after each interval. What changed and changed back meanwhile is not told.</summary>
    /// <param name="interval">How long to wait after each look, by the pipe's clock; from a millisecond to a day. A second suits people.</param>
    /// <param name="cancellationToken">Ends the enumeration, without an exception.</param>
    /// <returns>Snapshots, for ever: also before and after the pipe's run. Any number of readers; one that is slow misses what is between two looks and holds up nobody.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="interval"/> is none of these.</exception>
    public IAsyncEnumerable<PipeStatus> WatchStatusAsync(TimeSpan interval, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(interval, TimeSpan.FromMilliseconds(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(interval, TimeSpan.FromDays(1));
        return StatusWatch.WatchAsync(GetStatus, interval, _model.Time, cancellationToken);
    }

    /// <summary>Shows copies of the records that pass a component from now on: a sample, if there are many.</summary>
    /// <param name="componentId">A <see cref="ComponentStatus.Id"/> of this pipe.</param>
    /// <param name="options">Which records, how many, and how much of each. Default <see langword="null"/>: the defaults.</param>
    /// <param name="cancellationToken">Ends the enumeration, without an exception.</param>
    /// <returns>Records as they pass, for ever. They are taken from the first <c>MoveNextAsync</c> on; a reader that is slow holds up nobody, and is told how many he missed. While nobody looks, nothing is copied.</returns>
    /// <exception cref="ArgumentException">The pipe has no such component.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public IAsyncEnumerable<TailRecord> TailAsync(string componentId, TailOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(componentId);
        options ??= new TailOptions();
        options.Check();
        return _machine.Observer.Ids.Contains(componentId)
            ? _machine.Observer.Tails.TailAsync(componentId, options, cancellationToken)
            : throw new ArgumentException($"Pipe '{Name}' has no component '{componentId}'. It has: {string.Join(", ", _machine.Observer.Ids)}.", nameof(componentId));
    }

    /// <summary>Begins a pipe.</summary>
    /// <param name="name">Its name, for logs and telemetry.</param>
    /// <returns>Its builder.</returns>
    public static PipeBuilder CreateBuilder(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new PipeBuilder(name);
    }

    /// <summary>Runs until the token fires, then drains.</summary>
    /// <param name="cancellationToken">Ends receiving; the work in hand goes on for at most <see cref="PipeOptions.DrainTimeout"/>, and what is left then is returned.</param>
    /// <returns>What was done. Completes when everything is settled. A pipe runs once.</returns>
    /// <exception cref="InvalidOperationException">The pipe was run before, or is disposed.</exception>
    public Task<PipeStatistics> RunAsync(CancellationToken cancellationToken = default) => RunAsync(untilEmpty: false, cancellationToken);

    /// <summary>Runs until every source is exhausted and everything is settled, or the token fires.</summary>
    /// <param name="cancellationToken">As for <see cref="RunAsync(CancellationToken)"/>.</param>
    /// <returns>What was done. To return is not to have succeeded: see the remarks.</returns>
    /// <exception cref="InvalidOperationException">The pipe was run before, or is disposed.</exception>
    /// <remarks>
    /// Deliveries that failed do not make it throw: look at <see cref="MessageStatistics.Returned"/> and <see cref="MessageStatistics.Rejected"/> of <see cref="PipeStatistics.Messages"/>.
    /// With a quarantine, what can never succeed is in there, and its delivery counts as Rejected. Without one, a file or an object in memory that can never succeed is Returned, and a warning at the end tells how many there are;
    /// a message of a queue then comes again and again, so that the run does not end.
    /// </remarks>
    public Task<PipeStatistics> RunUntilEmptyAsync(CancellationToken cancellationToken = default) => RunAsync(untilEmpty: true, cancellationToken);

    /// <summary>Gives up the work in hand at once: what is not settled is returned, so that it comes again, and nothing more is received. For use when draining takes too long.</summary>
    public void Abort() => Abort("that was asked for (Abort)");

    /// <summary>The same, with what made it for the log: the end of a sentence that begins with "since".</summary>
    internal void Abort(string why) => _machine.Abort(why);

    /// <summary>Waits no longer for a run that does not end though it was given up, not even where it is disposed: what a sink was lent stays its own.</summary>
    internal void LeaveBehind()
    {
        if (!Volatile.Read(ref _running).IsCompleted)
        {
            Volatile.Write(ref _isLeftBehind, true);
            _machine.LeaveBehind();
        }
    }

    /// <summary>Disposes the sources and sinks, after their last use. A pipe that still runs is aborted first, and its run ends.</summary>
    /// <returns>Completes when they are. Not to be awaited by a sink or processor of the pipe itself, for whose end it waits.</returns>
    public async ValueTask DisposeAsync()
    {
        var running = Volatile.Read(ref _running);
        if (!running.IsCompleted && Volatile.Read(ref _isLeftBehind))
        {
            return;
        }

        if (!running.IsCompleted)
        {
            _machine.Abort("it is disposed while it runs");
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _machine.DisposeAsync().ConfigureAwait(false);
    }

    Task<PipeStatistics> RunAsync(bool untilEmpty, CancellationToken drainToken)
    {
        if (_machine.IsDisposed)
        {
            return Task.FromException<PipeStatistics>(new ObjectDisposedException(nameof(Pipe), $"Pipe '{Name}' is disposed, with its sources and sinks. Build another one to run."));
        }

        if (Interlocked.Exchange(ref _isStarted, 1) == 1)
        {
            return Task.FromException<PipeStatistics>(new InvalidOperationException($"Pipe '{Name}' was run before. Build another one to run again."));
        }

        // Known before it begins: a source may keep the thread for long, and who disposes the pipe meanwhile has to wait for it.
        var begun = new TaskCompletionSource<Task<PipeStatistics>>();
        Volatile.Write(ref _running, begun.Task.Unwrap());
        var running = RunOnceAsync(untilEmpty, drainToken);
        Volatile.Write(ref _running, running);
        begun.SetResult(running);
        return running;
    }

    async Task<PipeStatistics> RunOnceAsync(bool untilEmpty, CancellationToken drainToken)
    {
        try
        {
            var run = _machine.Start(drainToken);
            await using var stop = run.ConfigureAwait(false);
            await Task.WhenAll(_machine.Sources.Select(source => ReadAsync(source, untilEmpty, run))).ConfigureAwait(false);
            return Statistics;
        }
        finally
        {
            _machine.Ended();
        }
    }

    // Take a delivery ...
    async Task ReadAsync(SourceState source, bool untilEmpty, PipeRun run)
    {
        try
        {
            var options = new SourceReadOptions { UntilEmpty = untilEmpty, TimeProvider = _model.Time, WhenWanted = source.WhenWantedAsync, OnTrouble = source.Observer.Troubled };
            var read = source.Source.ReadAsync(options, run.DrainToken) ?? throw Nothing("returned null from ReadAsync");
            var deliveries = read.GetAsyncEnumerator(CancellationToken.None);
            await using var end = deliveries.ConfigureAwait(false);
            while (await source.WaitForRoomAsync(run.DrainToken).ConfigureAwait(false) && await deliveries.MoveNextAsync().ConfigureAwait(false))
            {
                var delivery = deliveries.Current ?? throw Nothing("handed out null instead of a delivery");
                source.Received();
                _ = ProcessAsync(delivery, source, run);
            }

            source.Observer.Ended(null, run.DrainToken.IsCancellationRequested);
        }
        catch (Exception exception)
        {
            source.Observer.Ended(exception, isDrained: false);

            // The other sources are told to end too; the exception is the run's.
            run.Drain();
            throw;
        }
        finally
        {
            await _work.WaitForNoneAsync(CancellationToken.None).ConfigureAwait(false);
        }

        InvalidOperationException Nothing(string what) => new($"The source '{source.Name}' ({source.Source.GetType().Name}) of pipe '{Name}' {what}.");
    }

    // ... open each object, read its records, route them, let them through the gate, deliver them, settle the delivery. What fails on the way is in its settlement.
    async Task ProcessAsync(IDelivery delivery, SourceState source, PipeRun run)
    {
        _work.Start();
        var began = _model.Time.GetTimestamp();
        try
        {
            using var activity = IngestDiagnostics.StartDelivery(Name, source.Name, delivery);
            var settlement = await TryOnAsync(delivery, source, run).ConfigureAwait(false);
            await _machine.SettleAsync(delivery, settlement, source, _model.Time.GetElapsedTime(began)).ConfigureAwait(false);
        }
        finally
        {
            source.MakeRoom();
            _work.End();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    async ValueTask<Settlement> TryOnAsync(IDelivery delivery, SourceState source, PipeRun run)
    {
        try
        {
            var settlement = await TryAsync(delivery, delivery.Attempt, source).ConfigureAwait(false);
            for (var attempt = delivery.Attempt; await run.ShouldRetryInPlaceAsync(delivery, attempt, settlement).ConfigureAwait(false);)
            {
                settlement = await TryAsync(delivery, ++attempt, source).ConfigureAwait(false);
            }

            return settlement;
        }
        catch (Exception exception)
        {
            // A property of the delivery's own. Nobody else would hear of it, and what is never settled is kept from all others for as long as its lease can be extended.
            return new Settlement(Disposition.Return(_model.Options.ReturnDelay), SettledAs.Returned, [Failure.From(exception)]);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    async ValueTask<Settlement> TryAsync(IDelivery delivery, int attempt, SourceState source)
    {
        using var run = new DeliveryRun(delivery, attempt, source, _machine.State);
        try
        {
            // Off the loop that takes deliveries: they are processed in parallel, from here on to the gate. Fairly, which is in the order of arrival: else the
            // youngest would come first and the memory of all of them would be held until the oldest is done.
            await Task.Factory.StartNew(static () => { }, CancellationToken.None, TaskCreationOptions.PreferFairness, TaskScheduler.Default).ConfigureAwait(false);
            foreach (var sourceObject in delivery.Objects ?? throw run.Nothing("is null"))
            {
                await run.ReadAsync(sourceObject).ConfigureAwait(false);
            }

            await run.DeliverAsync().ConfigureAwait(false);
            return await run.ConcludeAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            return await run.AbandonAsync(exception).ConfigureAwait(false);
        }
    }
}
