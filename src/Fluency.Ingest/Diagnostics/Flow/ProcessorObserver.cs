using Fluency.Ingest.Routing;
using Microsoft.Extensions.Logging;

namespace Fluency.Ingest.Diagnostics.Flow;

/// <summary>Watches one processor in its place in a route.</summary>
sealed class ProcessorObserver(ComponentIdentity identity, string route, TimeSpan window, ILogger logger)
{
    readonly ComponentObserver _component = new(identity, window);
    readonly ErrorNotice _notice = new((errors, last) => Log.ProcessorFailed(logger, identity.Name, route, errors, last.Index, last.Object.Uri, Sentence.Of(last.Reason)));
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
            _component.Failed(now, tally.LastError.Reason);
            _notice.Failed(now, tally.Errors, tally.LastError);
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

    /// <summary>Logs the errors that are not logged yet.</summary>
    public void TellErrors() => _notice.Tell();

    public FlowFact? Degraded() => _component.Degraded();

    public ComponentStatus ToStatus(FlowMoment moment)
    {
        var (records, dropped, aborted, errors) = (_component.Meter.Records, Interlocked.Read(ref _dropped), Interlocked.Read(ref _aborted), Interlocked.Read(ref _errors));
        var counters = new ComponentCounters { Records = records, Passed = records - dropped - aborted - errors, Dropped = dropped, Aborted = aborted, Errors = errors };
        return _component.ToStatus(moment, counters, moment.Stopped, Degraded());
    }
}
