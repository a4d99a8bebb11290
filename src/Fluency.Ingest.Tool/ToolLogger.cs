using Microsoft.Extensions.Logging;

namespace Fluency.Ingest.Tool;

/// <summary>One category of <see cref="ToolLoggers"/>; people are not shown categories.</summary>
sealed class ToolLogger(ToolLoggers loggers) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => loggers.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            loggers.Write(logLevel, formatter(state, exception), exception);
        }
    }
}
