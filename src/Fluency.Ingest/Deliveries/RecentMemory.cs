using System.Diagnostics.CodeAnalysis;

namespace Fluency.Ingest.Deliveries;

/// <summary>Remembers something of the things that failed most recently, and forgets the oldest ones: memory that does not grow.</summary>
/// <remarks>Whoever uses it must be right, if slower, with everything forgotten.</remarks>
sealed class RecentMemory<TKey, TValue>(int capacity)
    where TKey : notnull
{
    readonly Lock _lock = new();
    readonly Dictionary<TKey, TValue> _values = [];

    // In the order of remembering. A key that was forgotten and remembered again stands here twice and goes early: harmless, see above.
    readonly Queue<TKey> _oldest = new();

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        lock (_lock)
        {
            return _values.TryGetValue(key, out value);
        }
    }

    public void Remember(TKey key, TValue value)
    {
        lock (_lock)
        {
            if (_values.TryAdd(key, value))
            {
                _oldest.Enqueue(key);
            }
            else
            {
                _values[key] = value;
            }

            while (_oldest.Count > capacity)
            {
                _values.Remove(_oldest.Dequeue());
            }
        }
    }

    public void Forget(TKey key)
    {
        lock (_lock)
        {
            _values.Remove(key);
        }
    }
}
