using Amazon.SQS.Model;
using Fluency.Ingest.Deliveries;
using Fluency.Ingest.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Fluency.Ingest.Notifications;

/// <summary>Receives from one queue, and waits out whatever may pass.</summary>
/// <remarks>By one task at a time.</remarks>
sealed class QueueReceiver(SqsQueue queue, SqsHolding holding, SqsLedger ledger, SqsClock clock, ILogger logger)
{
    static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);

    static readonly TimeSpan MaxRetry = TimeSpan.FromMinutes(1);

    // An empty receive that did not wait, since WaitTime is short or the queue has as many messages in flight as it allows, must not become a hot loop.
    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);

    static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(1);

    // A receive that is cut off may have taken messages, which nobody would see before their time has run out: it may come home first, unless the queue is empty.
    static readonly TimeSpan DrainGrace = TimeSpan.FromSeconds(1);

    bool _hasReceived;
    int _failures;
    int _empties;
    TimeSpan _lastDuration;

    /// <summary>Receives once.</summary>
    /// <param name="wait">How long to wait for a message.</param>
    /// <param name="drainToken">Ends the waiting.</param>
    /// <returns>What came; <see langword="null"/> if that is not known, since the receive failed or was stopped.</returns>
    /// <exception cref="IngestException">The first receive failed for a reason that only the queue's owner can mend.</exception>
    public async Task<Received?> ReceiveAsync(TimeSpan wait, CancellationToken drainToken)
    {
        var begun = clock.Now;
        var visibility = holding.Visibility;

        // By the wall's clock whatever the source's: the answer comes over a real wire.
        using var cut = new CancellationTokenSource();
        await using var onDrain = drainToken.UnsafeRegister(static receive => ((CancellationTokenSource)receive!).CancelAfter(DrainGrace), cut).ConfigureAwait(false);
        try
        {
            var messages = await queue.ReceiveAsync(holding.MaxMessages, wait, visibility, cut.Token).ConfigureAwait(false);
            Note(messages, clock.Now - begun);
            return new Received(messages, visibility);
        }
        catch (Exception) when (drainToken.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception exception)
        {
            // Once it has worked, a right that was taken away may be given back: a service that runs for months must not end for that.
            if (!_hasReceived && SqsFailures.WhatToMend(exception, queue.Url) is { } toMend)
            {
                throw toMend;
            }

            await WaitOutAsync(exception, visibility, drainToken).ConfigureAwait(false);
            return null;
        }
    }

    /// <summary>Pauses before the next receive if the last ones were empty and did not wait.</summary>
    /// <param name="isEnding">Whether the next receive decides if the queue is exhausted: then there is nothing to pause for.</param>
    /// <param name="drainToken">Ends the pause.</param>
    public async Task PauseAsync(bool isEnding, CancellationToken drainToken)
    {
        var pause = Backoff.After(_empties, FirstPause, MaxPause, Random.Shared.NextDouble()) - _lastDuration;
        if (_empties > 0 && !isEnding && pause > TimeSpan.Zero)
        {
            await Task.Delay(pause, clock.TimeProvider, drainToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    void Note(IReadOnlyList<Message> messages, TimeSpan duration)
    {
        if (_failures > 0)
        {
            Log.ReceiveRecovered(logger, queue.Url, _failures);
        }

        _hasReceived = true;
        _failures = 0;
        _empties = messages.Count == 0 ? _empties + 1 : 0;
        _lastDuration = duration;
        if (messages.Count > 0)
        {
            ledger.Received(messages.Count);
        }
    }

    async Task WaitOutAsync(Exception exception, TimeSpan visibility, CancellationToken drainToken)
    {
        if (SqsFailures.MayHaveHandedOut(exception))
        {
            ledger.MayComeBack(clock.Now + visibility);
        }

        _failures++;
        _empties = 0;
        var delay = Backoff.After(_failures, FirstRetry, MaxRetry, Random.Shared.NextDouble());
        Log.ReceiveFailed(logger, queue.Url, _failures, delay, exception);
        await Task.Delay(delay, clock.TimeProvider, drainToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
