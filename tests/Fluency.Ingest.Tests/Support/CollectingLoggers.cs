using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Fluency.Ingest.Tests.Support;

/// <summary>Keeps the ids, levels and texts of what was logged.</summary>
sealed class CollectingLoggers : ILoggerFactory, ILogger
{
    readonly ConcurrentQueue<(int Id, string Text)> _entries = new();

    /// <summary>The texts of one event, in order.</summary>
    public IReadOnlyList<string> TextsOf(int id) => [.. _entries.Where(entry => entry.Id == id).Select(entry => entry.Text)];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _entries.Enqueue((eventId.Id, formatter(state, exception)));

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }
}
