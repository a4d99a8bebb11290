namespace Fluency.Ingest.Testing.Http;

/// <summary>Tells any number of waiters that something has changed. Take <see cref="Next"/> before looking at the state, so that no change is missed.</summary>
sealed class Signal
{
    TaskCompletionSource _next = Create();

    public Task Next => Volatile.Read(ref _next).Task;

    public void Pulse() => Interlocked.Exchange(ref _next, Create()).TrySetResult();

    // Continuations must not run under the locks of those who pulse.
    static TaskCompletionSource Create() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
