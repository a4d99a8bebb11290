using System.Collections.Immutable;
using Fluency.Ingest.Testing.Faults;

namespace Fluency.Ingest.Testing;

/// <summary>The faults of a <see cref="LocalAws"/>. All that match a request strike it, in the order in which they were added.</summary>
public sealed class LocalFaults
{
    ImmutableList<Fault> _faults = [];

    internal LocalFaults()
    {
    }

    /// <summary>Adds a fault.</summary>
    /// <param name="fault">The fault.</param>
    /// <returns>The same fault, to ask for its hits.</returns>
    public Fault Add(Fault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        ImmutableInterlocked.Update(ref _faults, static (faults, added) => faults.Add(added), fault);
        return fault;
    }

    /// <summary>Removes a fault and lets go what it holds.</summary>
    /// <param name="fault">The fault.</param>
    /// <returns>Whether it was there.</returns>
    public bool Remove(Fault fault)
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

    internal IEnumerable<Fault> At(FaultPoint point, LocalRequest request)
    {
        var faults = Volatile.Read(ref _faults);
        return faults.IsEmpty ? [] : faults.Where(fault => fault.Effect.Point == point && fault.Strikes(request));
    }
}
