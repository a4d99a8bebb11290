using System.Diagnostics.CodeAnalysis;

namespace Fluency.Ingest.Deliveries;

/// <summary>Remembers something of the things that failed most recently, and forgets the oldest ones: memory that does not grow.</summary>
/// <remarks>Whoever uses it must be right, if slower, with everything forgotten.</remarks>
sealed class RecentMemory<TKey, TValue>(int capacity)
    where TKey : notnull
{
    readonly Lock _lock = new();
    readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> _nodes = [];

    // In the order of remembering. What is forgotten leaves it: else one that comes and goes would crowd out all others.
    readonly LinkedList<(TKey Key, TValue Value)> _oldest = new();

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        lock (_lock)
        {
            var isKnown = _nodes.TryGetValue(key, out var node);
            value = isKnown ? node!.ValueRef.Value : default;
            return isKnown;
        }
    }

    /// <summary>Remembers what becomes of a value and of the one before, if there is one: of two who do so at once, the second finds what the first has remembered.</summary>
    /// <returns>What is remembered now.</returns>
    public TValue Merge(TKey key, TValue value, Func<TValue, TValue, TValue> merge)
    {
        lock (_lock)
        {
            if (_nodes.TryGetValue(key, out var node))
            {
                return node.ValueRef.Value = merge(node.ValueRef.Value, value);
            }

            Add(key, value);
            return value;
        }
    }

    public void Remember(TKey key, TValue value)
    {
        lock (_lock)
        {
            if (_nodes.TryGetValue(key, out var node))
            {
                node.ValueRef.Value = value;
            }
            else
            {
                Add(key, value);
            }
        }
    }

    public void Forget(TKey key)
    {
        lock (_lock)
        {
            if (_nodes.Remove(key, out var node))
            {
                _oldest.Remove(node);
            }
        }
    }

    void Add(TKey key, TValue value)
    {
        _nodes.Add(key, _oldest.AddLast((key, value)));
        if (_oldest.Count > capacity)
        {
            _nodes.Remove(_oldest.First!.ValueRef.Key);
            _oldest.RemoveFirst();
        }
    }
}
