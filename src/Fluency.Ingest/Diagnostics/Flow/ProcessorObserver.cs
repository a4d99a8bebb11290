using Fluency.Ingest.Routing;

namespace Fluency.Ingest.Diagnostics.Flow;

/// <summary>Watches one processor in its place in a route.</summary>
sealed class ProcessorObserver(ComponentIdentity identity, TimeSpan window)
{
    readonly ComponentObserver _component = new(identity, window);
    long _dropped;
    long _aborted;
    long _errors;

    public string Id => identity.Id;

    /// <summary>Notes what one object's records were answered, as soon as they were.</summary>
    public void Ran(DateTimeOffset now, bool isData, ProcessorTally tally)
    {
        _component.Flowed(now, isData);
        if (tally.Errors > 0)
        {
            Instruments.ProcessorErrors.TryAdd(tally.Errors, identity.PipeTag, identity.NameTag);
            _component.Failed(now, tally.LastError ?? "The processor gave no reason.");
        }
    }

    /// <summary>Counts an object's records, once they are settled.</summary>
    public void Settled(DateTimeOffset now, long entered, ProcessorTally tally)
    {
        _component.Meter.Add(now, entered);
        Interlocked.Add(ref _dropped, tally.Dropped);
        Interlocked.Add(ref _aborted, tally.Aborted);
        Interlocked.Add(ref _errors, tally.Errors);
    }

    public FlowFact? Degraded() => _component.Degraded();

    public ComponentStatus ToStatus(FlowMoment moment)
    {
        var (records, dropped, aborted, errors) = (_component.Meter.Records, Interlocked.Read(ref _dropped), Interlocked.Read(ref _aborted), Interlocked.Read(ref _errors));
        var counters = new ComponentCounters { Records = records, Passed = records - dropped - aborted - errors, Dropped = dropped, Aborted = aborted, Errors = errors };
        return _component.ToStatus(moment, counters, moment.Stopped, Degraded());
    }
}
