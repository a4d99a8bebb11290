using System.Text;
using Fluency.Ingest.Sinks;
using Fluency.Ingest.Tool;

namespace Fluency.Ingest.Tests.Tool;

/// <summary>What a command did that ran inside the test.</summary>
sealed record ToolRun(int ExitCode, string Output, string Error)
{
    /// <summary>Runs a command.</summary>
    public static Task<ToolRun> RunAsync(params string[] arguments) => RunAsync("", arguments);

    /// <summary>Runs a command that reads standard input.</summary>
    public static Task<ToolRun> RunAsync(string input, string[] arguments) => RunAsync(new MemoryStream(Encoding.UTF8.GetBytes(input)), null, static () => new StopSignals(), arguments);

    /// <summary>Runs a command whose records go to a sink of the test.</summary>
    public static Task<ToolRun> RunAsync(Stream input, ISink? console, Func<StopSignals> signals, string[] arguments) => RunAsync(input, console, signals, static options => new FileSink(options), arguments);

    /// <summary>Runs a command whose files are those of the test.</summary>
    public static Task<ToolRun> RunAsync(Func<FileSinkOptions, FileSink> files, params string[] arguments) => RunAsync(Stream.Null, null, static () => new StopSignals(), files, arguments);

    static async Task<ToolRun> RunAsync(Stream input, ISink? console, Func<StopSignals> signals, Func<FileSinkOptions, FileSink> files, string[] arguments)
    {
        var (output, error, records) = (new StringWriter(), new StringWriter(), new MemoryStream());
        var exitCode = await CommandLine.InvokeAsync(arguments, new ToolContext
        {
            Input = input,
            Output = output,
            Error = error,
            MakeConsoleSink = () => console ?? new ConsoleSink(records),
            MakeFileSink = files,
            ListenToSignals = signals,
        });
        return new ToolRun(exitCode, output + Encoding.UTF8.GetString(records.ToArray()), error.ToString());
    }
}
