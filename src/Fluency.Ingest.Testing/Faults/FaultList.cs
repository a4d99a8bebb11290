using System.Collections.Immutable;

namespace Fluency.Ingest.Testing.Faults;

/// <summary>Faults in the order in which they were added, changed by tests while servers read them.</summary>
/// <param name="release">Lets go what a fault holds.</param>
sealed class FaultList<TFault>(Action<TFault> release)
    where TFault : class
{
    ImmutableList<TFault> _faults = [];

    public ImmutableList<TFault> All => Volatile.Read(ref _faults);

    public TFault Add(TFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        ImmutableInterlocked.Update(ref _faults, static (faults, added) => faults.Add(added), fault);
        return fault;
    }

    public bool Remove(TFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        var removed = ImmutableInterlocked.Update(ref _faults, static (faults, gone) => faults.Remove(gone), fault);
        release(fault);
        return removed;
    }

    public void Clear()
    {
        foreach (var fault in Interlocked.Exchange(ref _faults, []))
        {
            release(fault);
        }
    }
}
