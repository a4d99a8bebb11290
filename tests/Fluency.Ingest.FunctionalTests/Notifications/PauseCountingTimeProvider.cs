using Microsoft.Extensions.Time.Testing;

namespace Fluency.Ingest.FunctionalTests.Notifications;

/// <summary>A clock that only a test advances, and that counts the short pauses that somebody makes by it.</summary>
sealed class PauseCountingTimeProvider : FakeTimeProvider
{
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    readonly TaskCompletionSource _paused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int _pauses;

    public int Pauses => Volatile.Read(ref _pauses);

    public Task WhenPausedAsync() => _paused.Task;

    public async Task<bool> WhileItPassesAsync(Task<bool> task)
    {
        while (!task.IsCompleted)
        {
            Advance(Longest);
            await Task.Yield();
        }

        return await task;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime > TimeSpan.Zero && dueTime <= Longest)
        {
            Interlocked.Increment(ref _pauses);
            _paused.TrySetResult();
        }

        return base.CreateTimer(callback, state, dueTime, period);
    }
}
