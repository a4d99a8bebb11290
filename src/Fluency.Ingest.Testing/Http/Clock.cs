namespace Fluency.Ingest.Testing.Http;

/// <summary>Waiting on a <see cref="TimeProvider"/> that may be a faked one.</summary>
static class Clock
{
    /// <summary>Waits until <paramref name="signal"/> completes or the clock has reached <paramref name="due"/>. May return early; callers look at the clock again.</summary>
    public static async Task WaitUntilAsync(this TimeProvider time, DateTimeOffset due, Task signal, CancellationToken cancellationToken)
    {
        var wait = due - time.GetUtcNow();
        if (wait <= TimeSpan.Zero)
        {
            return;
        }

        var elapsed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var timer = time.CreateTimer(static state => ((TaskCompletionSource)state!).TrySetResult(), elapsed, wait, Timeout.InfiniteTimeSpan);
        await using (timer.ConfigureAwait(false))
        {
            // A faked clock may have been advanced between the look at it and the start of the timer, which would then be late for good.
            if (time.GetUtcNow() < due)
            {
                await Task.WhenAny(signal, elapsed.Task).WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Waits until the clock has reached a time.</summary>
    public static async Task WaitUntilAsync(this TimeProvider time, DateTimeOffset due, CancellationToken cancellationToken)
    {
        var never = new TaskCompletionSource();
        while (time.GetUtcNow() < due)
        {
            await time.WaitUntilAsync(due, never.Task, cancellationToken).ConfigureAwait(false);
        }
    }
}
