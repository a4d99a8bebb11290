using Amazon.SQS.Model;
using Fluency.Ingest.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Fluency.Ingest.Deliveries;

/// <summary>Holds received messages until they are settled, and settles them: deletes, returns, or leaves them to the redrive policy.</summary>
sealed class SqsSettler : IAsyncDisposable
{
    // 0.2 + 0.4 + ... + 5 seconds, about a quarter of a minute: then the message comes again, which costs duplicates but no record.
    const int MaxTries = 8;

    static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(200);

    static readonly TimeSpan MaxRetry = TimeSpan.FromSeconds(5);

    // SQS's limit: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
    static readonly TimeSpan MaxVisibility = TimeSpan.FromHours(12);

    readonly CancellationTokenSource _abort = new();
    readonly SqsBatcher _deletes;
    readonly SqsBatcher _visibilities;
    readonly LeaseKeeper _keeper;
    readonly SqsHolding _holding;
    readonly SqsLedger _ledger;
    readonly SqsClock _clock;
    readonly SqsReturns _returns;
    readonly SqsTroubles _troubles;
    readonly ILogger _logger;
    readonly SqsTally _settling = new();
    int _isDeleteDenied;

    public SqsSettler(SqsQueue queue, SqsHolding holding, SqsReturns returns, SqsTroubles troubles, SqsLedger ledger, SqsClock clock, ILogger logger)
    {
        _deletes = new SqsBatcher(requests => queue.DeleteAsync(requests, _abort.Token));
        _visibilities = new SqsBatcher(requests => ChangeVisibilityAsync(queue, requests));
        _keeper = new LeaseKeeper(_visibilities, holding, clock, logger);
        _holding = holding;
        _returns = returns;
        _troubles = troubles;
        _ledger = ledger;
        _clock = clock;
        _logger = logger;
    }

    /// <summary>Begins to hold a message that was received just now, hidden for <paramref name="visibility"/>. The ledger has it already.</summary>
    public Lease Hold(Message message, TimeSpan visibility) => _keeper.Hold(message.ReceiptHandle ?? "", visibility);

    /// <summary>Settles a message. Called once for each.</summary>
    /// <returns>Completes when SQS took it, or when it will not and the lease is left to run out. Never fails.</returns>
    /// <exception cref="ObjectDisposedException">The source is disposed: what is not settled by then comes again when its lease runs out.</exception>
    public Task SettleAsync(SqsDelivery delivery, Disposition disposition)
    {
        ObjectDisposedException.ThrowIf(!_settling.TryEnter(), this);
        return disposition switch
        {
            CompleteDisposition => CompleteAsync(delivery),
            ReturnDisposition returned => ReturnAsync(delivery, returned.After),
            RejectDisposition rejected => RejectAsync(delivery, rejected.Reason),

            // One that is not known is a return: that loses nothing.
            _ => ReturnAsync(delivery, _returns.After(delivery.Attempt)),
        };
    }

    /// <summary>Lets every settlement under way come to its end, within a time, and ceases to hold leases.</summary>
    public async ValueTask DisposeAsync()
    {
        // What SQS does not take within the time of an HTTP call and a retry it will not take: the lease runs out instead.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30), _clock.TimeProvider);
        await using (limit.Token.UnsafeRegister(static abort => ((CancellationTokenSource)abort!).Cancel(), _abort).ConfigureAwait(false))
        {
            await _settling.CloseAsync().ConfigureAwait(false);
            await _keeper.DisposeAsync().ConfigureAwait(false);
            await _deletes.WhenIdleAsync().ConfigureAwait(false);
            await _visibilities.WhenIdleAsync().ConfigureAwait(false);
        }

        _abort.Dispose();
    }

    async Task<IReadOnlyList<SqsOutcome>> ChangeVisibilityAsync(SqsQueue queue, IReadOnlyList<SqsRequest> requests)
    {
        var outcomes = await queue.ChangeVisibilityAsync(requests, _abort.Token).ConfigureAwait(false);
        if (outcomes.Contains(SqsOutcome.Denied))
        {
            _holding.Denied();
        }

        return outcomes;
    }

    async Task CompleteAsync(SqsDelivery delivery)
    {
        // Held until the delete is done: one that takes long must not let the message go to others. An extension under way does no harm to it.
        var outcome = await TryAsync(_deletes, new SqsRequest(delivery.Lease.ReceiptHandle)).ConfigureAwait(false);
        _ = _keeper.ReleaseAsync(delivery.Lease);
        switch (outcome)
        {
            case SqsOutcome.Done:
                _troubles.Deleted();
                _ledger.Settled();
                break;
            case SqsOutcome.Gone:
                // The work is done and durable; whoever holds the message now does it once more.
                Log.MessageGone(_logger, delivery.Id);
                _ledger.Settled();
                break;
            default:
                NoteDeleteFailed(delivery, outcome);
                _ledger.Returned(delivery.Lease.ExpiresAt);
                break;
        }

        _settling.Leave();
    }

    async Task ReturnAsync(SqsDelivery delivery, TimeSpan after)
    {
        await _keeper.ReleaseAsync(delivery.Lease).ConfigureAwait(false);
        if (delivery.Lease.IsExpired(_clock.Now))
        {
            // It is to be seen by all, or in other hands, whose time an old handle might cut short.
            _ledger.Returned(delivery.Lease.ExpiresAt);
            _settling.Leave();
            return;
        }

        var seconds = SecondsToHide(after, _clock.Now - delivery.ReceivedAt);
        var outcome = _holding.CanChange
            ? await TryAsync(_visibilities, new SqsRequest(delivery.Lease.ReceiptHandle, seconds)).ConfigureAwait(false)
            : SqsOutcome.Denied;
        if (outcome == SqsOutcome.Done)
        {
            _ledger.Returned(_clock.Now + TimeSpan.FromSeconds(seconds));
        }
        else
        {
            // It comes all the same, when the lease runs out.
            NoteReturnFailed(delivery, outcome);
            _ledger.Returned(delivery.Lease.ExpiresAt);
        }

        _settling.Leave();
    }

    Task RejectAsync(SqsDelivery delivery, string reason)
    {
        // The redrive policy counts receives: the message goes to the dead-letter queue only if it is received once more than allowed, and never if deleted.
        Log.MessageRejected(_logger, delivery.Id, delivery.Attempt, reason);
        return ReturnAsync(delivery, _returns.After(delivery.Attempt));
    }

    // Twelve hours in all from the receive on, and asking for more is an error. Whole seconds, rounded up: not sooner than was asked for.
    static int SecondsToHide(TimeSpan after, TimeSpan held)
    {
        var left = MaxVisibility - held - TimeSpan.FromMinutes(1);
        var hidden = after < left ? after : left;
        return (int)Math.Ceiling(Math.Max(0, hidden.TotalSeconds));
    }

    async Task<SqsOutcome> TryAsync(SqsBatcher calls, SqsRequest request)
    {
        for (var attempt = 1; ; attempt++)
        {
            var outcome = await calls.SubmitAsync(request).ConfigureAwait(false);
            if (outcome != SqsOutcome.Retry || attempt == MaxTries || _abort.IsCancellationRequested)
            {
                return outcome;
            }

            var delay = Backoff.After(attempt, FirstRetry, MaxRetry, Random.Shared.NextDouble());
            await Task.Delay(delay, _clock.TimeProvider, _abort.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    void NoteReturnFailed(SqsDelivery delivery, SqsOutcome outcome)
    {
        // A right that is missing was told of once, with what follows.
        if (outcome != SqsOutcome.Denied)
        {
            Log.ReturnFailed(_logger, delivery.Id, outcome);
        }
    }

    void NoteDeleteFailed(SqsDelivery delivery, SqsOutcome outcome)
    {
        _troubles.DeleteFailed(outcome);
        if (outcome != SqsOutcome.Denied)
        {
            Log.DeleteFailed(_logger, delivery.Id, outcome);
        }
        else if (Interlocked.Exchange(ref _isDeleteDenied, 1) == 0)
        {
            Log.DeleteDenied(_logger, delivery.Id);
        }
    }
}
