using System.Collections;
using Fluency.Ingest.Testing.Http;

namespace Fluency.Ingest.Testing;

/// <summary>The requests that a <see cref="LocalAws"/> has got, in the order of their arrival. Enumerating takes a snapshot.</summary>
public sealed class LocalRequestLog : IEnumerable<LocalRequest>
{
    readonly Lock _lock = new();
    readonly Queue<LocalRequest> _requests = new();
    readonly Signal _changed = new();
    readonly int _capacity;

    internal LocalRequestLog(int capacity) => _capacity = capacity;

    /// <summary>How many are kept.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _requests.Count;
            }
        }
    }

    /// <summary>Forgets what was logged so far.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _requests.Clear();
        }
    }

    /// <summary>Waits until enough requests that match have come. Looks at every request twice: when it arrives and when it is answered.</summary>
    /// <param name="matches">Which requests count; for answered ones ask for <see cref="LocalRequest.IsComplete"/>.</param>
    /// <param name="count">How many. Default 1.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The requests that matched, in the order of their arrival.</returns>
    public async Task<IReadOnlyList<LocalRequest>> WaitForAsync(Func<LocalRequest, bool> matches, int count = 1, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(matches);
        while (true)
        {
            var changed = _changed.Next;
            var found = this.Where(matches).ToList();
            if (found.Count >= count)
            {
                return found;
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public IEnumerator<LocalRequest> GetEnumerator()
    {
        List<LocalRequest> snapshot;
        lock (_lock)
        {
            snapshot = [.. _requests];
        }

        return snapshot.GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void Start(LocalRequest request)
    {
        lock (_lock)
        {
            if (_requests.Count >= _capacity)
            {
                _requests.Dequeue();
            }

            _requests.Enqueue(request);
        }

        _changed.Pulse();
    }

    internal void Complete(LocalRequest request)
    {
        request.IsComplete = true;
        _changed.Pulse();
    }
}
