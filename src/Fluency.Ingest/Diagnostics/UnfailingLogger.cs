using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fluency.Ingest.Diagnostics;

/// <summary>A logger whose failures are nobody's: where a provider throws (a full disk, one that is disposed), what the line was about goes on.</summary>
/// <remarks>.NET's loggers hand on what their providers throw. Behind a durable write it would be taken for a failure of that, and the records be sent again.</remarks>
sealed class UnfailingLogger(ILogger inner) : ILogger
{
    public static ILogger Of(ILogger? logger) => logger is null ? NullLogger.Instance : new UnfailingLogger(logger);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        try
        {
            return inner.BeginScope(state);
        }
        catch (Exception)
        {
            return null;
        }
    }

    public bool IsEnabled(LogLevel logLevel)
    {
        try
        {
            return inner.IsEnabled(logLevel);
        }
        catch (Exception)
        {
            return false;
        }
    }

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            inner.Log(logLevel, eventId, state, exception, formatter);
        }
        catch (Exception)
        {
            // There is nowhere to say it.
        }
    }
}
