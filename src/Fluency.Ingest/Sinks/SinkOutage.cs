using System.Globalization;
using Fluency.Ingest.Deliveries;
using Fluency.Ingest.Diagnostics;
using Fluency.Ingest.Diagnostics.Flow;
using Microsoft.Extensions.Logging;

namespace Fluency.Ingest.Sinks;

/// <summary>Whether a sink is down, since when, and what follows: nothing more is received, or its records go to the quarantine. Knows nothing of calls.</summary>
/// <remarks>A sink is down from its first failure until its next success, whichever write that is. An answer that refuses records for good is a success: the sink is there.</remarks>
sealed class SinkOutage
{
    readonly Lock _lock = new();
    readonly SinkObserver _observer;
    readonly string _sink;
    readonly int _maxWrites;
    readonly SinkOptions _options;
    readonly SinkRetry _retry;
    readonly IntakeHold _hold;
    readonly TimeProvider _time;
    readonly ILogger _logger;

    // All but the volatile ones under the lock.
    volatile bool _isDown;
    volatile bool _isDiverting;
    int _waitingWrites;
    long _beganAt;
    long _triedAt;
    long _failures;
    long _quarantined;
    string _lastError = "";

    /// <param name="observer">Who the sink is, and is told of the beginning and the end.</param>
    /// <param name="maxWrites">How many writes may be in flight at once.</param>
    /// <param name="options">What an outage means.</param>
    /// <param name="retry">The longest delay is that between the writes that probe a sink whose records go to the quarantine.</param>
    /// <param name="intake">Is held while records wait for the sink to come back.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Is told of the beginning and the end.</param>
    public SinkOutage(SinkObserver observer, int maxWrites, SinkOptions options, SinkRetry retry, Intake intake, TimeProvider time, ILogger logger)
    {
        _observer = observer;
        _sink = observer.Name;
        _maxWrites = maxWrites;
        _options = options;
        _retry = retry;
        _hold = intake.CreateHold();
        _time = time;
        _logger = logger;
    }

    /// <summary>Whether records go to the quarantine instead of to the sink.</summary>
    public bool IsDiverting => _isDiverting;

    /// <summary>Notes a try that failed and may succeed later.</summary>
    /// <param name="exception">How it failed.</param>
    /// <param name="isFirst">Whether it was the write's first such failure; the write then waits until <see cref="Ended"/>.</param>
    /// <returns>Whether the records of the write are to go to the quarantine.</returns>
    public bool Failed(Exception exception, bool isFirst)
    {
        lock (_lock)
        {
            _triedAt = _time.GetTimestamp();
            _lastError = exception.Message;
            if (!_isDown)
            {
                _isDown = true;
                _beganAt = _triedAt;
                Log.SinkWentDown(_logger, _sink, _options.OnOutage, exception);
            }

            _observer.Down(exception.Message);
            _failures++;
            _waitingWrites += isFirst ? 1 : 0;
            if (!_isDiverting && TimeLeft <= TimeSpan.Zero)
            {
                _isDiverting = true;
                _observer.Diverted(_lastError);
                Log.SinkDiverted(_logger, _sink, _time.GetElapsedTime(_beganAt), _failures, _lastError);
            }

            SetHold();
            return _isDiverting;
        }
    }

    /// <summary>Notes that the sink took records, or answered.</summary>
    public void Succeeded()
    {
        // Nearly always: not worth a lock.
        if (!_isDown)
        {
            return;
        }

        lock (_lock)
        {
            if (!_isDown)
            {
                return;
            }

            _observer.CameBack();
            Log.SinkCameBack(_logger, _sink, _time.GetElapsedTime(_beganAt), _failures, _quarantined);
            (_isDown, _isDiverting, _failures, _quarantined) = (false, false, 0, 0);
            SetHold();
        }
    }

    /// <summary>Notes that a write that had failed is over, however: nothing of it is tried any more.</summary>
    public void Ended()
    {
        lock (_lock)
        {
            _waitingWrites--;
            SetHold();
        }
    }

    /// <summary>Notes that records went to the quarantine.</summary>
    public void Diverted(int records)
    {
        lock (_lock)
        {
            _quarantined += records;
        }
    }

    /// <summary>Whether the time has come to try the sink with a real write; then nobody else is told so before the longest delay has passed again.</summary>
    public bool TryBeginProbe()
    {
        lock (_lock)
        {
            if (_time.GetElapsedTime(_triedAt) < _retry.MaxDelay)
            {
                return false;
            }

            _triedAt = _time.GetTimestamp();
            return true;
        }
    }

    /// <summary>Shortens a delay before the next try so that it does not end after the time when records go to the quarantine.</summary>
    public TimeSpan Limit(TimeSpan delay)
    {
        lock (_lock)
        {
            return delay < TimeLeft ? delay : TimeLeft;
        }
    }

    /// <summary>Why records are in the quarantine.</summary>
    public Failure ToFailure()
    {
        lock (_lock)
        {
            var since = _time.GetUtcNow() - _time.GetElapsedTime(_beganAt);
            var text = since.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            return new Failure(FailureCause.SinkTransient, $"The sink '{_sink}' is down since {text}, and its OnOutage is Quarantine. It failed {_failures} times, at last with: {_lastError}");
        }
    }

    TimeSpan TimeLeft => _options.OnOutage == OnOutage.Block ? TimeSpan.MaxValue : _options.OutageAfter - _time.GetElapsedTime(_beganAt);

    // Only while every write waits: else the next one finds out whether it is the sink that fails, or what was written. And only while one does: else nobody would find out at all.
    void SetHold() => _hold.Set(!_isDiverting && _waitingWrites >= _maxWrites);
}
