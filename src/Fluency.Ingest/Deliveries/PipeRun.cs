using Fluency.Ingest.Diagnostics;

namespace Fluency.Ingest.Deliveries;

/// <summary>The tokens of one run: draining stops receiving, and after a time the work in hand is aborted.</summary>
sealed class PipeRun : IAsyncDisposable
{
    readonly PipeMachine _machine;
    readonly CancellationTokenSource _drain = new();
    readonly CancellationTokenRegistration _onDrain;
    readonly CancellationTokenRegistration _onAsked;
    readonly CancellationTokenRegistration _onClosed;
    readonly ITimer _deadline;

    public PipeRun(PipeMachine machine, TimeSpan drainTimeout, TimeProvider time, CancellationToken drainToken)
    {
        _machine = machine;
        _deadline = time.CreateTimer(_ => machine.Abort($"it was not done within {drainTimeout} (DrainTimeout)"), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _onDrain = _drain.Token.Register(() => _deadline.Change(drainTimeout, Timeout.InfiniteTimeSpan));

        // Not linked: what a source has registered may throw, and would do so to whoever asks.
        _onAsked = drainToken.UnsafeRegister(static run => ((PipeRun)run!).Drain(), this);

        // Whoever gives up the work in hand wants no more: what came in would be returned at once, over and over.
        _onClosed = machine.CloseToken.UnsafeRegister(static run => ((PipeRun)run!).Drain(), this);
    }

    public CancellationToken DrainToken => _drain.Token;

    public void Drain() => _machine.Cancel(_drain);

    /// <summary>Waits to try a delivery again that its source cannot hand out again; false when it is not to be tried again.</summary>
    public async Task<bool> ShouldRetryInPlaceAsync(IDelivery delivery, int attempt, Settlement settlement)
    {
        if (delivery.CanReturn || settlement.Disposition is not ReturnDisposition again || !settlement.MayPass
            || delivery.LeaseLost.IsCancellationRequested || DrainToken.IsCancellationRequested)
        {
            return false;
        }

        // It may be tried for hours.
        var failure = settlement.Failures[0];
        Log.DeliveryRetried(_machine.State.Logger, delivery.Id, attempt, again.After, failure.Cause, failure.Reason, failure.Exception);
        try
        {
            await Task.Delay(Waitable(again.After), _machine.State.Time, DrainToken).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    // A function of the user's may answer any time span; a timer takes 49 days at most.
    static TimeSpan Waitable(TimeSpan after) => after < TimeSpan.Zero ? TimeSpan.Zero : after > TimeSpan.FromDays(1) ? TimeSpan.FromDays(1) : after;

    public async ValueTask DisposeAsync()
    {
        // The deadline also holds for what lanes still have: a sink that is down would else be tried for ever.
        Drain();
        await _machine.StopAsync().ConfigureAwait(false);
        await _onAsked.DisposeAsync().ConfigureAwait(false);
        await _onClosed.DisposeAsync().ConfigureAwait(false);
        await _onDrain.DisposeAsync().ConfigureAwait(false);
        await _deadline.DisposeAsync().ConfigureAwait(false);
        _drain.Dispose();
    }
}
