using Fluency.Ingest.Testing.Http;

namespace Fluency.Ingest.Testing.Faults;

/// <summary>Counts which of the requests that match a fault are struck, and holds what the fault holds until it is let go.</summary>
sealed class FaultTally
{
    readonly Lock _lock = new();
    readonly Signal _changed = new();
    readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int _matches;
    int _hits;

    public int Hits => Volatile.Read(ref _hits);

    public Task Released => _released.Task;

    public void Release() => _released.TrySetResult();

    /// <summary>Whether a request that matches is struck.</summary>
    /// <param name="skip">How many matching ones pass before the first.</param>
    /// <param name="times">How many are struck at most.</param>
    /// <param name="isDrawn">Asked last, one at a time; null for always.</param>
    public bool Strikes(int skip, int times, Func<bool>? isDrawn = null)
    {
        lock (_lock)
        {
            if (_matches++ < skip || _hits >= times || isDrawn?.Invoke() == false)
            {
                return false;
            }

            _hits++;
        }

        _changed.Pulse();
        return true;
    }

    /// <summary>Completes when there are so many hits.</summary>
    public async Task WaitForHitsAsync(int hits, CancellationToken cancellationToken)
    {
        while (true)
        {
            var changed = _changed.Next;
            if (Hits >= hits)
            {
                return;
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
