using System.Runtime.InteropServices;

namespace Fluency.Ingest.Tool;

/// <summary>Signals that ask the process to end: the first one drains, the second one aborts, the third one is left to the system.</summary>
sealed class StopSignals : IDisposable
{
    readonly CancellationTokenSource _drain = new();
    readonly CancellationTokenSource _abort = new();
    readonly List<PosixSignalRegistration> _registrations = [];
    int _count;

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
        switch (Interlocked.Increment(ref _count))
        {
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
}
