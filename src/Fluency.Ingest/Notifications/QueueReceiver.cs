using Amazon.SQS.Model;
using Fluency.Ingest.Deliveries;
using Fluency.Ingest.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Fluency.Ingest.Notifications;

/// <summary>Receives from one queue, and waits out whatever may pass.</summary>
/// <remarks>Thread-safe: several receives may be under way at once.</remarks>
sealed class QueueReceiver(SqsQueue queue, SqsHolding holding, SqsSettler settler, SqsTroubles troubles, SqsLedger ledger, SqsClock clock, ILogger logger)
{
    static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);

    static readonly TimeSpan MaxRetry = TimeSpan.FromMinutes(1);

    // An empty receive that did not wait, since WaitTime is short or the queue has as many messages in flight as it allows, must not become a hot loop.
    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);

    static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(1);

    // A receive that is cut off may have taken messages, which nobody would see before their time has run out: it may come home first, unless the queue is empty.
    static readonly TimeSpan DrainGrace = TimeSpan.FromSeconds(1);

    readonly Lock _lock = new();
    bool _hasReceived;
    int _failures;

    // When the wait for the failure that was counted last is over.
    TimeSpan _countsFrom = TimeSpan.MinValue;
    bool _wasEmpty;
    int _pauses;
    TimeSpan _lastDuration;

    /// <summary>Receives once, and holds what came.</summary>
    /// <param name="wait">How long to wait for a message.</param>
    /// <param name="drainToken">Ends the waiting.</param>
    /// <exception cref="IngestException">The first receive failed for a reason that only the queue's owner can mend.</exception>
    public async Task<Received> ReceiveAsync(TimeSpan wait, CancellationToken drainToken)
    {
        var begun = clock.Now;
        var visibility = holding.Visibility;
        var atMost = holding.MaxMessages;
        var wasQuiet = ledger.IsQuiet(begun);

        // By the wall's clock whatever the source's: the answer comes over a real wire.
        using var cut = new CancellationTokenSource();
        await using var onDrain = drainToken.UnsafeRegister(static receive => ((CancellationTokenSource)receive!).CancelAfter(DrainGrace), cut).ConfigureAwait(false);
        try
        {
            var messages = await queue.ReceiveAsync(atMost, wait, visibility, cut.Token).ConfigureAwait(false);
            var at = clock.Now;
            Note(messages, at - begun);

            // All leases are held from the receipt on, also those of messages that only wait for their turn.
            return new Received
            {
                Messages = [.. messages.Select(message => (message, settler.Hold(message, visibility)))],
                At = at,
                IsKnown = true,
                IsFull = messages.Count >= atMost,
                WasQuiet = wasQuiet,
            };
        }
        catch (Exception) when (drainToken.IsCancellationRequested)
        {
            return new Received();
        }
        catch (Exception exception)
        {
            // Once it has worked, a right that was taken away may be given back: a service that runs for months must not end for that.
            if (!Volatile.Read(ref _hasReceived) && SqsFailures.WhatToMend(exception, queue.Url) is { } toMend)
            {
                throw toMend;
            }

            await WaitOutAsync(exception, visibility, begun, drainToken).ConfigureAwait(false);
            return new Received();
        }
    }

    /// <summary>Pauses before the next receive if the last ones were empty and did not wait.</summary>
    /// <param name="isEnding">Whether the next receive decides if the queue is exhausted: then there is nothing to pause for.</param>
    /// <param name="drainToken">Ends the pause.</param>
    public async Task PauseAsync(bool isEnding, CancellationToken drainToken)
    {
        var pause = TimeSpan.Zero;
        lock (_lock)
        {
            if (_wasEmpty && !isEnding)
            {
                // Of many that came home empty at once only one is paused behind, and counts.
                pause = Backoff.After(++_pauses, FirstPause, MaxPause, Random.Shared.NextDouble()) - _lastDuration;
            }
        }

        if (pause > TimeSpan.Zero)
        {
            await Task.Delay(pause, clock.TimeProvider, drainToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    void Note(IReadOnlyList<Message> messages, TimeSpan duration)
    {
        if (messages.Count > 0)
        {
            ledger.Received(messages.Count);
        }

        troubles.Received();
        int failures;
        lock (_lock)
        {
            failures = _failures;
            _hasReceived = true;
            _failures = 0;
            _wasEmpty = messages.Count == 0;
            _pauses = _wasEmpty ? _pauses : 0;
            _lastDuration = duration;
        }

        if (failures > 0)
        {
            Log.ReceiveRecovered(logger, queue.Url, failures);
        }
    }

    async Task WaitOutAsync(Exception exception, TimeSpan visibility, TimeSpan begun, CancellationToken drainToken)
    {
        if (SqsFailures.MayHaveHandedOut(exception))
        {
            ledger.MayComeBack(clock.Now + visibility);
        }

        int failures;
        TimeSpan delay;
        lock (_lock)
        {
            // Those that were under way together, or were begun before the wait for one of them was over, are one failure: else the last of sixty would wait the longest, and
            // nothing be received until it comes home.
            var isCounted = begun >= _countsFrom;
            _failures += isCounted ? 1 : 0;
            failures = Math.Max(_failures, 1);
            delay = Backoff.After(failures, FirstRetry, MaxRetry, Random.Shared.NextDouble());
            _countsFrom = isCounted ? clock.Now + delay : _countsFrom;
            _wasEmpty = false;
            _pauses = 0;
        }

        troubles.ReceiveFailed(exception);
        Log.ReceiveFailed(logger, queue.Url, failures, delay, exception);
        await Task.Delay(delay, clock.TimeProvider, drainToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
