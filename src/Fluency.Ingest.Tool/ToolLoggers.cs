using Microsoft.Extensions.Logging;

namespace Fluency.Ingest.Tool;

/// <summary>Writes log lines for people to standard error.</summary>
sealed class ToolLoggers(ToolContext tool, LogLevel minimum) : ILoggerFactory
{
    readonly Lock _lock = new();
    volatile bool _isMuted;

    /// <summary>Says nothing any more.</summary>
    public void Mute() => _isMuted = true;

    public ILogger CreateLogger(string categoryName) => new ToolLogger(this);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("The tool logs to standard error only.");

    public void Dispose() => Mute();

    public bool IsEnabled(LogLevel level) => level >= minimum && level != LogLevel.None && !_isMuted;

    public void Write(LogLevel level, string text, Exception? exception)
    {
        var (word, color) = LogWord.Of(level);
        var line = exception is null || text.Contains(exception.Message, StringComparison.Ordinal) ? text : $"{text}: {Describe(exception)}";
        line = line.ReplaceLineEndings(" ");
        var time = tool.Time.GetUtcNow();
        lock (_lock)
        {
            if (tool.Terminal is { } terminal)
            {
                Spectre.Console.AnsiConsoleExtensions.MarkupLine(terminal, $"[grey]{time:HH:mm:ss}[/] [{color}]{word}[/] {Spectre.Console.Markup.Escape(line)}");
            }
            else
            {
                tool.Error.WriteLine($"{time:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {word} {line}");
            }
        }
    }

    /// <summary>Whether the message says it all. What nobody foresaw is for whoever mends the code.</summary>
    public static bool IsForeseen(Exception exception) =>
        exception is SinkException or IngestException or IOException or UnauthorizedAccessException or HttpRequestException or Amazon.Runtime.AmazonClientException or Amazon.Runtime.AmazonServiceException;

    static string Describe(Exception exception) => IsForeseen(exception) ? exception.Message : exception.ToString();
}
