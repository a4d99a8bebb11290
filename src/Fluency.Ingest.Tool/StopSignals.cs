using System.Runtime.InteropServices;

namespace Fluency.Ingest.Tool;

/// <summary>Signals that ask the process to end: the first one drains, the second one aborts, the third one is left to the system.</summary>
/// <param name="time">Tells two signals from one that came twice.</param>
sealed class StopSignals(TimeProvider time) : IDisposable
{
    // Whoever signals the process and its group, as timeout(1) does, means one signal, though two arrive within milliseconds; a person who wants an abort can wait this long.
    static readonly TimeSpan SameSignal = TimeSpan.FromSeconds(1);

    readonly CancellationTokenSource _drain = new();
    readonly CancellationTokenSource _abort = new();
    readonly List<PosixSignalRegistration> _registrations = [];
    readonly Lock _lock = new();
    int _count;
    long _counted;

    public StopSignals()
        : this(TimeProvider.System)
    {
    }

    public CancellationToken Drain => _drain.Token;

    public CancellationToken Abort => _abort.Token;

    /// <summary>Listens to SIGINT and SIGTERM.</summary>
    public static StopSignals OfProcess()
    {
        var signals = new StopSignals();
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM])
        {
            signals._registrations.Add(PosixSignalRegistration.Create(signal, context => context.Cancel = signals.Receive()));
        }

        return signals;
    }

    /// <summary>Takes a signal; false leaves it to the system.</summary>
    public bool Receive()
    {
        switch (Count())
        {
            case null:
                return true;
            case 1:
                _drain.Cancel();
                return true;
            case 2:
                _abort.Cancel();
                return true;
            default:
                return false;
        }
    }

    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _drain.Dispose();
        _abort.Dispose();
    }

    // Which one it is; null for one that came again.
    int? Count()
    {
        lock (_lock)
        {
            if (_count > 0 && time.GetElapsedTime(_counted) < SameSignal)
            {
                return null;
            }

            _counted = time.GetTimestamp();
            return ++_count;
        }
    }
}
