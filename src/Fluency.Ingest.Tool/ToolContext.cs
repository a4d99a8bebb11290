using Fluency.Ingest.Sinks;
using Spectre.Console;

namespace Fluency.Ingest.Tool;

/// <summary>The surroundings of a command: the process's own, or a test's.</summary>
sealed record ToolContext
{
    public required Stream Input { get; init; }

    /// <summary>Takes text for programs.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Takes everything that is for people.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Draws on a terminal, if <see cref="Error"/> is one.</summary>
    public IAnsiConsole? Terminal { get; init; }

    /// <summary>Makes the sink that writes records to standard output.</summary>
    public required Func<ISink> MakeConsoleSink { get; init; }

    /// <summary>Makes a sink that writes to a file.</summary>
    public Func<FileSinkOptions, FileSink> MakeFileSink { get; init; } = static options => new FileSink(options);

    public required Func<StopSignals> ListenToSignals { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public static ToolContext OfProcess() => new()
    {
        Input = Console.OpenStandardInput(),
        Output = OutputWriter.OfProcess(),
        Error = new ErrorWriter(Console.Error),
        Terminal = Console.IsErrorRedirected ? null : AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }),
        MakeConsoleSink = static () => new ConsoleSink(),
        ListenToSignals = StopSignals.OfProcess,
    };

    public void WriteErrors(IEnumerable<string> errors) => Write("error", errors);

    public void WriteWarnings(IEnumerable<string> warnings) => Write("warning", warnings);

    void Write(string word, IEnumerable<string> texts)
    {
        foreach (var text in texts)
        {
            Error.WriteLine($"{word}: {text}");
        }
    }
}
