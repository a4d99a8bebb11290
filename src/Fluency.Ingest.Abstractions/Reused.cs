using System.Collections.Concurrent;

namespace Fluency.Ingest;

/// <summary>Parts of readers and writers that are used again and again: the median object holds five records, so that what it takes to read one counts.</summary>
static class Reused<T>
    where T : class, new()
{
    // For sixty-four open objects, of which each may have two of a kind: twice as many as are open at first. What is more than that is let go.
    const int MaxHeld = 128;

    static readonly ConcurrentQueue<T> Held = new();

    /// <summary>One that nobody uses; how it was left is for the caller to change.</summary>
    public static T Rent() => Held.TryDequeue(out var one) ? one : new T();

    /// <summary>Takes one back from its only user, who must have let go of it before.</summary>
    public static void Return(T one)
    {
        if (Held.Count < MaxHeld)
        {
            Held.Enqueue(one);
        }
    }
}
