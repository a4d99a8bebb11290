using Microsoft.Extensions.Logging;

namespace Fluency.Ingest.Diagnostics;

/// <summary>What configuration and the hosted service log: event ids 3000 to 3099.</summary>
static partial class Log
{
    [LoggerMessage(3000, LogLevel.Warning, "{Key} is described, but nothing refers to it")]
    public static partial void ConfigurationUnused(ILogger logger, string key);

    [LoggerMessage(3001, LogLevel.Critical, "Pipe '{Pipe}' failed; the host is stopped")]
    public static partial void PipeFailed(ILogger logger, string pipe, Exception exception);
}
