using System.Collections.Immutable;

namespace Fluency.Ingest.Testing;

/// <summary>The faults of a <see cref="LocalCollector"/>. Of those that match a request, the first one strikes it.</summary>
public sealed class CollectorFaults
{
    ImmutableList<CollectorFault> _faults = [];

    internal CollectorFaults()
    {
    }

    /// <summary>Adds a fault.</summary>
    /// <param name="fault">The fault.</param>
    /// <returns>The same fault, to ask for its hits.</returns>
    public CollectorFault Add(CollectorFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        ImmutableInterlocked.Update(ref _faults, static (faults, added) => faults.Add(added), fault);
        return fault;
    }

    /// <summary>Removes a fault and lets go what it holds.</summary>
    /// <param name="fault">The fault.</param>
    /// <returns>Whether it was there.</returns>
    public bool Remove(CollectorFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        var removed = ImmutableInterlocked.Update(ref _faults, static (faults, gone) => faults.Remove(gone), fault);
        fault.Release();
        return removed;
    }

    /// <summary>Removes all faults and lets go what they hold.</summary>
    public void Clear()
    {
        foreach (var fault in Interlocked.Exchange(ref _faults, []))
        {
            fault.Release();
        }
    }

    internal CollectorFault? At(CollectorPath path) => Volatile.Read(ref _faults).Find(fault => fault.Strikes(path));
}
