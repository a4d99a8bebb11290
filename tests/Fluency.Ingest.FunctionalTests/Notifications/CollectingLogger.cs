using System.Collections.Concurrent;
using Fluency.Ingest.Notifications;
using Microsoft.Extensions.Logging;

namespace Fluency.Ingest.FunctionalTests.Notifications;

/// <summary>Keeps the ids and texts of what was logged, and lets a test wait for it.</summary>
sealed class CollectingLogger : ILogger<S3NotificationSource>
{
    readonly ConcurrentQueue<(int Id, string Text)> _entries = new();
    TaskCompletionSource _logged = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyCollection<(int Id, string Text)> Entries => _entries;

    public int CountOf(int id) => _entries.Count(entry => entry.Id == id);

    /// <summary>Waits until something was logged so many times.</summary>
    public async Task WaitForAsync(int id, int count, CancellationToken cancellationToken)
    {
        while (true)
        {
            var logged = Volatile.Read(ref _logged).Task;
            if (CountOf(id) >= count)
            {
                return;
            }

            await logged.WaitAsync(cancellationToken);
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        _entries.Enqueue((eventId.Id, formatter(state, exception)));
        Interlocked.Exchange(ref _logged, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }
}
