using Microsoft.Extensions.Logging;

namespace Fluency.Ingest.Tool;

/// <summary>How a level of logging is called, and its colour on a terminal.</summary>
static class LogWord
{
    public static (string Word, string Color) Of(LogLevel level) => level switch
    {
        LogLevel.Critical or LogLevel.Error => ("error:", "red"),
        LogLevel.Warning => ("warning:", "yellow"),
        LogLevel.Information => ("info:", "blue"),
        _ => ("debug:", "grey"),
    };
}
