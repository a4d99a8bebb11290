using System.Diagnostics;

namespace Fluency.Ingest.Tests.Model;

/// <summary>Knows when everything that was started in it has come to rest: nothing of it runs, and nothing of it is queued to run.</summary>
/// <remarks>
/// The engine captures no context, so that its continuations run on the thread pool whatever scheduler starts it; but the execution context flows with each of them.
/// A value in that context tells when a thread begins and ends to work for us, and the pool tells whether anything is queued.
/// Resting too early (a work item that is taken out of the queue and not yet begun is seen by nobody) makes a schedule less reproducible, never a check wrong.
/// </remarks>
sealed class Rest
{
    /// <summary>Long enough for any machine: what moves for longer moves for ever, and what has not moved by then never will.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    readonly AsyncLocal<Rest?> _here;
    int _running;
    long _switches;

    public Rest() => _here = new AsyncLocal<Rest?>(OnSwitched);

    /// <summary>Starts something; all that comes of it belongs to this rest.</summary>
    public T Start<T>(Func<T> start)
    {
        T started = default!;
        ExecutionContext.Run(ExecutionContext.Capture()!, _ => started = StartHere(start), null);
        return started;
    }

    /// <summary>Returns when nothing moves any more.</summary>
    /// <exception cref="InvalidOperationException">It does not come to rest.</exception>
    public void Wait()
    {
        var spin = default(SpinWait);
        long seen = -1;
        var since = Stopwatch.GetTimestamp();
        for (var calm = 0; calm < 4;)
        {
            var switches = Interlocked.Read(ref _switches);
            calm = Volatile.Read(ref _running) == 0 && ThreadPool.PendingWorkItemCount == 0 && switches == seen ? calm + 1 : 0;
            seen = switches;
            spin.SpinOnce(sleep1Threshold: -1);
            if (Stopwatch.GetElapsedTime(since) > Patience)
            {
                throw new InvalidOperationException($"It does not come to rest: {_running} threads work, {ThreadPool.PendingWorkItemCount} work items wait.");
            }
        }
    }

    T StartHere<T>(Func<T> start)
    {
        _here.Value = this;
        return start();
    }

    void OnSwitched(AsyncLocalValueChangedArgs<Rest?> change)
    {
        Interlocked.Increment(ref _switches);
        Interlocked.Add(ref _running, (change.CurrentValue is null ? 0 : 1) - (change.PreviousValue is null ? 0 : 1));
    }
}
