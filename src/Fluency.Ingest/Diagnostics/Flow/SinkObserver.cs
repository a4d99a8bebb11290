using System.Diagnostics.Metrics;

namespace Fluency.Ingest.Diagnostics.Flow;

/// <summary>Watches one sink with its lane.</summary>
sealed class SinkObserver(ComponentIdentity identity, TailHub tails, TimeSpan window, TimeProvider time)
{
    readonly ComponentObserver _component = new(identity, window);
    readonly Lock _lock = new();

    // All under the lock.
    FlowFact? _outage;
    int _writing;
    DateTimeOffset _writingSince;
    ComponentLags? _lags;

    public ComponentIdentity Identity => identity;

    public string Id => identity.Id;

    public string Name => identity.Name;

    /// <summary>Records that went to the quarantine in its place.</summary>
    public FlowMeter Quarantined { get; } = new(window);

    /// <summary>Notes that records of one object are durable.</summary>
    public void Durable(bool isData, ObjectTimes times)
    {
        var now = time.GetUtcNow();
        _component.Flowed(now, isData);
        if (isData)
        {
            var lags = times.LagsAt(now) with { Queue = null };
            Record(Instruments.EventLag, lags.Event);
            Record(Instruments.DeliveryLag, lags.Delivery);
            lock (_lock)
            {
                _lags = lags;
            }
        }
    }

    /// <summary>Notes that a try of a write begins.</summary>
    /// <returns>What <see cref="WriteEnded"/> is to be given.</returns>
    public long WriteBegins()
    {
        lock (_lock)
        {
            if (_writing++ == 0)
            {
                _writingSince = time.GetUtcNow();
            }
        }

        return time.GetTimestamp();
    }

    /// <summary>Notes that a try of a write is over.</summary>
    /// <param name="began">What <see cref="WriteBegins"/> answered.</param>
    /// <param name="exception">What it failed with, or null.</param>
    public void WriteEnded(long began, Exception? exception)
    {
        lock (_lock)
        {
            _writing--;
            _writingSince = time.GetUtcNow();
        }

        var took = time.GetElapsedTime(began).TotalSeconds;
        if (exception is null)
        {
            Instruments.WriteDuration.TryRecord(took, identity.PipeTag, identity.NameTag);
            return;
        }

        var cause = exception is SinkException { IsTransient: false } ? FailureCause.SinkPermanent : FailureCause.SinkTransient;
        Instruments.WriteDuration.TryRecord(took, identity.PipeTag, identity.NameTag, Tags.Of(Tags.ErrorType, cause.ToString()));
    }

    /// <summary>Shows what was written, or refused, to those who look.</summary>
    public void Show(RecordBatch records, ProcessorAnswer answer, string? reason = null)
    {
        if (tails.Current is not { } set || !set.Has(identity.Id))
        {
            return;
        }

        foreach (var record in records)
        {
            set.Offer(identity.Id, record, answer, reason);
        }
    }

    /// <summary>Notes that a write is tried again.</summary>
    public void Retries() => Instruments.WriteRetries.TryAdd(1, identity.PipeTag, identity.NameTag);

    /// <summary>Notes that records were written.</summary>
    public void Wrote(long records, long bytes)
    {
        var now = time.GetUtcNow();
        _component.Meter.Add(now, records, bytes);
        Instruments.RecordsWritten.TryAdd(records, identity.PipeTag, identity.NameTag);
        Instruments.BatchRecords.TryRecord(records, identity.PipeTag, identity.NameTag);
        Instruments.BatchSize.TryRecord(bytes, identity.PipeTag, identity.NameTag);
        if (identity.IsQuarantine)
        {
            // What comes here has no object that would be asked whether it is data.
            _component.Flowed(now, isData: true);
        }
    }

    /// <summary>Notes that the sink is down.</summary>
    public void Down(string reason)
    {
        var now = time.GetUtcNow();
        var sentence = Sentence.Of(reason);
        _component.Note(now, sentence, nameof(FailureCause.SinkTransient));
        lock (_lock)
        {
            var (state, since) = _outage is { Until: null } outage ? (outage.State, outage.Since) : (FlowState.Blocked, now);
            _outage = new FlowFact(state, since, state == FlowState.Degraded ? Diverts(sentence) : sentence);
        }
    }

    /// <summary>Notes that the sink is down for so long that its records go to the quarantine.</summary>
    public void Diverted(string reason)
    {
        lock (_lock)
        {
            // The outage as one that blocked is over; the since of what follows is now.
            _outage = new FlowFact(FlowState.Degraded, time.GetUtcNow(), Diverts(Sentence.Of(reason)));
        }
    }

    /// <summary>Notes that the sink works again.</summary>
    public void CameBack()
    {
        lock (_lock)
        {
            _outage = _outage is { } outage ? outage with { Until = time.GetUtcNow() } : null;
        }
    }

    /// <summary>Notes that the sink refused records for good.</summary>
    public void Refused(string reason) => _component.Failed(time.GetUtcNow(), $"The sink refused records for good: {reason}", nameof(FailureCause.SinkPermanent));

    /// <summary>Notes that records went to the quarantine in its place.</summary>
    public void Kept(long records) => Quarantined.Add(time.GetUtcNow(), records);

    /// <summary>The outage for those who wait for the sink; null while none has made anybody wait.</summary>
    public FlowFact? Holds()
    {
        lock (_lock)
        {
            return _outage is { State: FlowState.Blocked } outage ? outage with { State = FlowState.Degraded, Reason = $"Nothing is received while the sink '{identity.Name}' is down." } : null;
        }
    }

    public ComponentStatus ToStatus(FlowMoment moment, ComponentCounters counters)
    {
        FlowFact? outage;
        FlowFact? stalled;
        ComponentLags? lags;
        lock (_lock)
        {
            var stalledAt = _writingSince + window;
            stalled = _writing > 0 && stalledAt <= moment.Now
                ? new FlowFact(FlowState.Blocked, stalledAt, $"A write has been under way for {window} or longer, and has neither succeeded nor failed.")
                : null;
            (outage, lags) = (_outage, _lags);
        }

        return _component.ToStatus(moment, counters, moment.Stopped, outage, stalled, _component.Degraded()) with { Lags = lags };
    }

    void Record(Histogram<double> histogram, TimeSpan? lag)
    {
        if (lag is { } known)
        {
            histogram.Record(known.TotalSeconds, identity.PipeTag, identity.NameTag);
        }
    }

    static string Diverts(string reason) => Sentence.Of($"It is down, and its records go to the quarantine (OnOutage: Quarantine). {reason}");
}
