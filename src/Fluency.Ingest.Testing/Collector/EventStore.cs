using Fluency.Ingest.Testing.Http;

namespace Fluency.Ingest.Testing.Collector;

/// <summary>The events that were taken: first in memory only, then indexed; and the acknowledgements of each channel.</summary>
sealed class EventStore(TimeProvider time)
{
    readonly Lock _lock = new();
    readonly Signal _changed = new();
    readonly List<CollectedEvent> _indexed = [];
    readonly List<Portion> _pending = [];
    readonly Dictionary<string, Dictionary<long, Portion>> _acknowledgements = new(StringComparer.OrdinalIgnoreCase);
    readonly Dictionary<string, long> _nextIds = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How long events are in memory only. Changes hold for events that come later.</summary>
    public TimeSpan IndexingDelay { get; set; }

    public Task Changed => _changed.Next;

    public IReadOnlyList<CollectedEvent> Indexed
    {
        get
        {
            lock (_lock)
            {
                IndexWhatIsDue();
                return [.. _indexed];
            }
        }
    }

    public int PendingCount
    {
        get
        {
            lock (_lock)
            {
                IndexWhatIsDue();
                return _pending.Sum(portion => portion.Events.Count);
            }
        }
    }

    /// <summary>Takes the events of one request.</summary>
    /// <returns>The number of their acknowledgement, if there is a channel.</returns>
    public long? Add(IReadOnlyList<CollectedEvent> events, string? channel, bool losesAcknowledgement)
    {
        long? id = null;
        lock (_lock)
        {
            var portion = new Portion(events, time.GetUtcNow() + IndexingDelay) { IsForgotten = losesAcknowledgement };
            _pending.Add(portion);
            if (channel is not null)
            {
                id = _nextIds.GetValueOrDefault(channel);
                _nextIds[channel] = id.Value + 1;
                AcknowledgementsOf(channel).Add(id.Value, portion);
            }

            IndexWhatIsDue();
        }

        _changed.Pulse();
        return id;
    }

    /// <summary>Whether the events of a number are indexed. What was answered with yes is forgotten, as by Splunk.</summary>
    public bool Acknowledge(string channel, long id)
    {
        lock (_lock)
        {
            IndexWhatIsDue();
            var known = AcknowledgementsOf(channel);
            return known.TryGetValue(id, out var portion) && portion is { IsIndexed: true, IsForgotten: false } && known.Remove(id);
        }
    }

    /// <summary>Forgets everything that is not on disk: events in memory, channels and acknowledgements.</summary>
    public void Lose()
    {
        lock (_lock)
        {
            IndexWhatIsDue();
            _pending.Clear();
            _acknowledgements.Clear();
            _nextIds.Clear();
        }
    }

    Dictionary<long, Portion> AcknowledgementsOf(string channel)
    {
        if (!_acknowledgements.TryGetValue(channel, out var known))
        {
            _acknowledgements.Add(channel, known = []);
        }

        return known;
    }

    void IndexWhatIsDue()
    {
        var now = time.GetUtcNow();
        foreach (var portion in _pending.Where(portion => portion.Due <= now))
        {
            _indexed.AddRange(portion.Events);
            portion.IsIndexed = true;
        }

        _pending.RemoveAll(static portion => portion.IsIndexed);
    }

    sealed class Portion(IReadOnlyList<CollectedEvent> events, DateTimeOffset due)
    {
        public IReadOnlyList<CollectedEvent> Events => events;

        public DateTimeOffset Due => due;

        public bool IsIndexed { get; set; }

        public bool IsForgotten { get; init; }
    }
}
