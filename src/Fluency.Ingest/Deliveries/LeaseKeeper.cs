using Fluency.Ingest.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Fluency.Ingest.Deliveries;

/// <summary>Keeps messages hidden from their receipt to their settlement: a thin loop that does what <see cref="LeaseSchedule"/> says.</summary>
sealed class LeaseKeeper : IAsyncDisposable
{
    readonly Lock _lock = new();
    readonly LeaseAlarm _alarm;
    readonly LeaseSchedule _schedule; // under the lock
    readonly List<Task> _extensions = []; // by the loop alone
    readonly SqsBatcher _calls;
    readonly SqsClock _clock;
    readonly SqsHolding _holding;
    readonly ILogger _logger;
    readonly Task _loop;

    /// <param name="calls">Changes the visibility of messages.</param>
    /// <param name="holding">Whether leases can be extended, and by how much.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="logger">Is told of lost leases.</param>
    public LeaseKeeper(SqsBatcher calls, SqsHolding holding, SqsClock clock, ILogger logger)
    {
        _calls = calls;
        _holding = holding;
        _clock = clock;
        _logger = logger;
        _schedule = new LeaseSchedule(gather: holding.Extension / 10);
        _alarm = new LeaseAlarm(clock.TimeProvider);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Holds the lease of a message that was received just now, hidden for <paramref name="visibility"/>.</summary>
    public Lease Hold(string receiptHandle, TimeSpan visibility)
    {
        var lease = new Lease(receiptHandle, _clock.Now, visibility, Random.Shared.NextDouble());
        lock (_lock)
        {
            _schedule.Add(lease);
        }

        _alarm.Ring();
        return lease;
    }

    /// <summary>Ceases to hold a lease.</summary>
    /// <returns>Completes when no extension is under way any more, which could hide the message again after it was returned.</returns>
    public Task ReleaseAsync(Lease lease)
    {
        lock (_lock)
        {
            _schedule.Remove(lease);
            return lease.Extension ?? Task.CompletedTask;
        }
    }

    /// <summary>Ceases to hold any lease.</summary>
    public async ValueTask DisposeAsync()
    {
        await _alarm.DisposeAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        await Task.WhenAll(_extensions).ConfigureAwait(false);
    }

    async Task RunAsync()
    {
        while (await _alarm.WaitAsync().ConfigureAwait(false))
        {
            LoseExpired();
            _extensions.RemoveAll(static extension => extension.IsCompleted);
            if (StartExtension() is { } extension)
            {
                _extensions.Add(extension);
            }

            SetAlarm();
        }
    }

    void LoseExpired()
    {
        IReadOnlyList<Lease> expired;
        lock (_lock)
        {
            // Without the right to extend, every long work outlives its lease. SQS takes the delete all the same, so that nothing is gained by giving up.
            expired = _holding.CanChange ? _schedule.TakeExpired(_clock.Now) : [];
        }

        foreach (var lease in expired)
        {
            Log.LeaseLost(_logger);

            // Not waited for: what others do when they hear of it must not keep all other leases from being extended.
            _ = TellAsync(lease);
        }
    }

    async Task TellAsync(Lease lease)
    {
        try
        {
            await lease.LoseAsync().ConfigureAwait(false);
        }
        catch (AggregateException exception)
        {
            // A callback of those who listen: nobody else hears of it.
            Log.LeaseLostCallbackFailed(_logger, exception);
        }
    }

    Task? StartExtension()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            var now = _clock.Now;
            var leases = _holding.CanChange ? _schedule.Due(now) : [];
            if (leases.Count == 0)
            {
                return null;
            }

            var requests = leases.Select(lease => new SqsRequest(lease.ReceiptHandle, lease.SecondsToAsk(now))).ToList();
            foreach (var lease in leases)
            {
                lease.Asked(done.Task);
            }

            return ExtendAsync(leases, requests, now, done);
        }
    }

    async Task ExtendAsync(IReadOnlyList<Lease> leases, List<SqsRequest> requests, TimeSpan askedAt, TaskCompletionSource done)
    {
        var calls = _calls.Submit(requests);
        var extended = 0;
        for (var at = 0; at < calls.Length; at++)
        {
            var outcome = await calls[at].ConfigureAwait(false);
            extended += outcome == SqsOutcome.Done ? 1 : 0;
            lock (_lock)
            {
                Note(leases[at], outcome, askedAt, requests[at].VisibilitySeconds);
            }
        }

        Log.LeasesExtended(_logger, extended, calls.Length);
        done.SetResult();
        _alarm.Ring();
    }

    // Under the lock.
    void Note(Lease lease, SqsOutcome outcome, TimeSpan askedAt, int seconds)
    {
        switch (outcome)
        {
            case SqsOutcome.Done:
                lease.Extended(askedAt, seconds, Random.Shared.NextDouble());
                break;
            case SqsOutcome.Retry or SqsOutcome.Denied:
                lease.Failed(_clock.Now);
                break;
            default:
                lease.Forfeit(_clock.Now);
                break;
        }
    }

    void SetAlarm()
    {
        TimeSpan? due;
        lock (_lock)
        {
            due = _holding.CanChange ? _schedule.NextDue : null;
        }

        _alarm.Set(due - _clock.Now);
        if (due <= _clock.Now)
        {
            // Time has passed between the look at the clock and the start of the timer.
            _alarm.Ring();
        }
    }
}
