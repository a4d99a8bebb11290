using Fluency.Ingest.Testing.Faults;

namespace Fluency.Ingest.Testing;

/// <summary>The faults of a <see cref="LocalCollector"/>. Of those that match a request, the first one strikes it.</summary>
public sealed class CollectorFaults
{
    readonly FaultList<CollectorFault> _faults = new(static fault => fault.Release());

    internal CollectorFaults()
    {
    }

    /// <summary>Adds a fault.</summary>
    /// <param name="fault">The fault.</param>
    /// <returns>The same fault, to ask for its hits.</returns>
    public CollectorFault Add(CollectorFault fault) => _faults.Add(fault);

    /// <summary>Removes a fault and lets go what it holds.</summary>
    /// <param name="fault">The fault.</param>
    /// <returns>Whether it was there.</returns>
    public bool Remove(CollectorFault fault) => _faults.Remove(fault);

    /// <summary>Removes all faults and lets go what they hold.</summary>
    public void Clear() => _faults.Clear();

    internal CollectorFault? At(CollectorPath path) => _faults.All.Find(fault => fault.Strikes(path));
}
