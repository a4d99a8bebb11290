using System.Runtime.CompilerServices;

namespace Fluency.Ingest.Diagnostics.Flow;

/// <summary>Who looks at which component's records. While nobody does, all that it costs is to see that <see cref="Current"/> is null.</summary>
sealed class TailHub(TimeProvider time)
{
    readonly Lock _lock = new();

    // Replaced as a whole, so that those who offer records need no lock.
    volatile TailSet? _current;

    /// <summary>The subscriptions; null while there are none. To be read once for each object or batch.</summary>
    public TailSet? Current => _current;

    /// <summary>As <see cref="Pipe.TailAsync"/> says.</summary>
    public async IAsyncEnumerable<TailRecord> TailAsync(string component, TailOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var subscription = new TailSubscription(component, options, time);
        Change(set => new TailSet([.. set, subscription]));
        try
        {
            while (await subscription.NextAsync(cancellationToken).ConfigureAwait(false) is { } record)
            {
                yield return record;
            }
        }
        finally
        {
            Change(set => new TailSet([.. set.Where(one => one != subscription)]));
        }
    }

    void Change(Func<IReadOnlyList<TailSubscription>, TailSet> change)
    {
        lock (_lock)
        {
            var changed = change(_current?.All ?? []);
            _current = changed.All.Count == 0 ? null : changed;
        }
    }
}
