using Microsoft.Extensions.Logging;

namespace Fluency.Ingest.Diagnostics;

/// <summary>Makes loggers that never throw (<see cref="UnfailingLogger"/>) of those of a factory, which stays its owner's.</summary>
sealed class UnfailingLoggers(ILoggerFactory inner) : ILoggerFactory
{
    public static ILoggerFactory Of(ILoggerFactory loggers) => new UnfailingLoggers(loggers);

    public ILogger CreateLogger(string categoryName) => new UnfailingLogger(inner.CreateLogger(categoryName));

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public void Dispose()
    {
        // Not ours.
    }
}
