using Fluency.Ingest.Testing.Faults;

namespace Fluency.Ingest.Testing;

/// <summary>The faults of a <see cref="LocalAws"/>. All that match a request strike it, in the order in which they were added.</summary>
public sealed class LocalFaults
{
    readonly FaultList<Fault> _faults = new(static fault => fault.Release());

    internal LocalFaults()
    {
    }

    /// <summary>Adds a fault.</summary>
    /// <param name="fault">The fault.</param>
    /// <returns>The same fault, to ask for its hits.</returns>
    public Fault Add(Fault fault) => _faults.Add(fault);

    /// <summary>Removes a fault and lets go what it holds.</summary>
    /// <param name="fault">The fault.</param>
    /// <returns>Whether it was there.</returns>
    public bool Remove(Fault fault) => _faults.Remove(fault);

    /// <summary>Removes all faults and lets go what they hold.</summary>
    public void Clear() => _faults.Clear();

    internal IEnumerable<Fault> At(FaultPoint point, LocalRequest request)
    {
        var faults = _faults.All;
        return faults.IsEmpty ? [] : faults.Where(fault => fault.Effect.Point == point && fault.Strikes(request));
    }
}
