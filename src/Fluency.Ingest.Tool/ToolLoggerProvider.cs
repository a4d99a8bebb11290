using Microsoft.Extensions.Logging;

namespace Fluency.Ingest.Tool;

/// <summary>Lends <see cref="ToolLoggers"/> to a host that has loggers of its own.</summary>
sealed class ToolLoggerProvider(ToolLoggers loggers) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => loggers.CreateLogger(categoryName);

    public void Dispose()
    {
        // They live for as long as the run.
    }
}
