namespace Fluency.Ingest.Diagnostics.Flow;

/// <summary>What keeps a source from going on until it is mended: operations that fail, containers that refuse, deliveries that have no place to go.</summary>
/// <param name="window">How long trouble that passes by itself may last.</param>
/// <param name="patience">What would be noted again within this time if it still were so: what was returned comes again. Another process may have it by then.</param>
sealed class SourceTroubles(TimeSpan window, TimeSpan patience)
{
    // Bounded, as the breaker's own memory of containers: what is forgotten is noted again at its next failure.
    const int Capacity = 100;

    readonly Lock _lock = new();

    // All under the lock.
    readonly Dictionary<string, SourceTroubleFact> _operations = [];
    readonly Dictionary<string, SourceTroubleFact> _containers = [];
    readonly Dictionary<string, SourceTroubleFact> _unplaced = [];
    DateTimeOffset _lastAnswer = DateTimeOffset.MinValue;
    DateTimeOffset? _mendedAt;

    /// <summary>Notes what the source said of itself.</summary>
    public void Told(DateTimeOffset now, SourceTrouble trouble)
    {
        lock (_lock)
        {
            if (trouble.Failure is { } failure)
            {
                Note(_operations, trouble.Operation, new SourceTroubleFact(now, now, Sentence.Of(failure.Reason), trouble.IsBlocking));
            }
            else
            {
                Mend(_operations, trouble.Operation, now);
            }
        }
    }

    /// <summary>Notes a failure that is the container's.</summary>
    public void Refused(DateTimeOffset now, string container, Failure failure)
    {
        // What passes by itself degrades; what a person has to grant, create or enable blocks, as long as nothing else can be read either.
        var isBlocking = failure.Cause is FailureCause.AccessDenied or FailureCause.KeyAccessDenied or FailureCause.ContainerMissing;
        lock (_lock)
        {
            Note(_containers, container, new SourceTroubleFact(now, now, Sentence.Of(failure.Reason), isBlocking));
        }
    }

    /// <summary>Notes that an object of a container was read.</summary>
    public void Answered(DateTimeOffset now, string container)
    {
        lock (_lock)
        {
            _lastAnswer = now;
            Mend(_containers, container, now);
        }
    }

    /// <summary>Notes a delivery that has no place to go.</summary>
    public void Unplaced(DateTimeOffset now, string delivery, string reason)
    {
        lock (_lock)
        {
            Note(_unplaced, delivery, new SourceTroubleFact(now, now, reason, IsBlocking: true));
        }
    }

    /// <summary>Notes that a delivery was settled for good.</summary>
    public void Placed(DateTimeOffset now, string delivery)
    {
        lock (_lock)
        {
            if (_unplaced.Count > 0)
            {
                Mend(_unplaced, delivery, now);
            }
        }
    }

    /// <summary>What nobody but a person mends, and what has not passed within the window.</summary>
    public FlowFact? Blocked(DateTimeOffset now)
    {
        lock (_lock)
        {
            var operations = _operations.Values.Where(fact => fact.IsBlocking || now - fact.Since >= window).Select(static fact => fact.ToFact(FlowState.Blocked));
            var containers = _containers.Values.Where(fact => fact.IsBlocking && _lastAnswer <= fact.Since);
            var comingAgain = containers.Concat(_unplaced.Values).Select(fact => fact.ToFact(FlowState.Blocked, patience));
            FlowFact? mended = _mendedAt is { } at ? new FlowFact(FlowState.Blocked, at, "", at) : null;
            return PartsFact.Of(now, [mended, .. operations, .. comingAgain]);
        }
    }

    /// <summary>Everything that fails; what blocks has been asked for before.</summary>
    public FlowFact? Degraded(DateTimeOffset now)
    {
        lock (_lock)
        {
            var operations = _operations.Values.Select(static fact => (FlowFact?)fact.ToFact(FlowState.Degraded));
            var containers = _containers.Values.Select(fact => (FlowFact?)fact.ToFact(FlowState.Degraded, patience));
            return PartsFact.Of(now, [.. operations, .. containers]);
        }
    }

    void Note(Dictionary<string, SourceTroubleFact> facts, string key, SourceTroubleFact fact)
    {
        if (facts.TryGetValue(key, out var known) && fact.Last - known.Last < patience)
        {
            facts[key] = fact with { Since = known.Since };
            return;
        }

        if (facts.Count >= Capacity)
        {
            facts.Remove(facts.MinBy(static one => one.Value.Last).Key);
        }

        facts[key] = fact;
    }

    void Mend(Dictionary<string, SourceTroubleFact> facts, string key, DateTimeOffset now)
    {
        if (facts.Remove(key))
        {
            _mendedAt = now;
        }
    }
}
