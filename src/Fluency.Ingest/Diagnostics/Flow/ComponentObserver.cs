using System.Globalization;

namespace Fluency.Ingest.Diagnostics.Flow;

/// <summary>What is the same for all kinds of components: who it is, when data came through, what went wrong, how much.</summary>
sealed class ComponentObserver
{
    readonly Lock _lock = new();
    readonly ErrorRing _errors = new();
    readonly TimeSpan _window;

    // All under the lock.
    DateTimeOffset? _flowSince;
    DateTimeOffset? _flowLast;
    DateTimeOffset? _otherLast;
    DateTimeOffset _failedSince;
    DateTimeOffset? _failedLast;
    string _failure = "";

    public ComponentObserver(ComponentIdentity identity, TimeSpan window)
    {
        Identity = identity;
        _window = window;
        Meter = new FlowMeter(window);
    }

    public ComponentIdentity Identity { get; }

    public FlowMeter Meter { get; }

    /// <summary>Notes that something came through.</summary>
    /// <param name="now">When.</param>
    /// <param name="isData">Whether it is data; the rest colours nothing.</param>
    public void Flowed(DateTimeOffset now, bool isData)
    {
        lock (_lock)
        {
            if (!isData)
            {
                _otherLast = now;
                return;
            }

            if (_flowLast is not { } last || now - last >= _window)
            {
                _flowSince = now;
            }

            _flowLast = now;
        }
    }

    /// <summary>Notes an error, which degrades the component for the window.</summary>
    public void Failed(DateTimeOffset now, string reason, string? cause = null)
    {
        lock (_lock)
        {
            Note(now, ref reason, cause);
            if (_failedLast is not { } last || now - last >= _window)
            {
                _failedSince = now;
            }

            (_failedLast, _failure) = (now, reason);
        }
    }

    /// <summary>Keeps an error that something else answers for.</summary>
    public void Note(DateTimeOffset now, string reason, string? cause = null)
    {
        lock (_lock)
        {
            Note(now, ref reason, cause);
        }
    }

    /// <summary>Errors within the window, or the last that were.</summary>
    public FlowFact? Degraded()
    {
        lock (_lock)
        {
            return _failedLast is { } last ? new FlowFact(FlowState.Degraded, _failedSince, _failure, last + _window) : null;
        }
    }

    /// <summary>The state that the facts come to, as everything that is known of the component.</summary>
    /// <param name="moment">When, and what is true of the whole pipe.</param>
    /// <param name="counters">What its kind counts.</param>
    /// <param name="facts">What its kind knows, the most important first; data come after all of them.</param>
    public ComponentStatus ToStatus(FlowMoment moment, ComponentCounters counters, params ReadOnlySpan<FlowFact?> facts)
    {
        lock (_lock)
        {
            FlowFact? flowing = _flowLast is { } last ? new FlowFact(FlowState.Flowing, _flowSince!.Value, "Data flows.", last + _window) : null;
            var chosen = FlowFact.Choose(moment.Now, Idle(moment), [.. facts, flowing]);
            return new ComponentStatus
            {
                Id = Identity.Id,
                Kind = Identity.Kind,
                Name = Identity.Name,
                Type = Identity.Type,
                Parent = Identity.Parent,
                IsQuarantine = Identity.IsQuarantine,
                State = chosen.State,
                Since = chosen.Since,
                Reason = chosen.Reason,
                LastSuccess = _flowLast,
                Rate = Meter.Rate(moment.Now, moment.Began),
                Counters = counters,
                Errors = _errors.ToList(),
            };
        }
    }

    FlowFact Idle(FlowMoment moment)
    {
        var since = _flowLast is null ? "No data has come yet" : string.Create(CultureInfo.InvariantCulture, $"No data has come for {_window} or longer");
        var others = moment.Now - _otherLast < _window ? ", only what is none: test events, digests, Insights." : ".";
        return new FlowFact(FlowState.Idle, moment.Began, since + others);
    }

    void Note(DateTimeOffset now, ref string reason, string? cause)
    {
        reason = Sentence.Of(reason);
        _errors.Add(now, reason, cause);
    }
}
