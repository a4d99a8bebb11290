using System.Text;
using Fluency.Ingest.Sinks;

namespace Fluency.Ingest.Tool;

/// <summary>Standard output for text: that it cannot be written is told apart from every other failure, so that it ends the command with a sentence.</summary>
sealed class OutputWriter(TextWriter output) : GuardedWriter(output)
{
    /// <summary>That of the process. A terminal is left as it is, since tables are drawn for its width.</summary>
    public static TextWriter OfProcess() => Console.IsOutputRedirected
        ? new OutputWriter(OperatingSystem.IsWindows() ? Console.Out : new StreamWriter(ConsoleSink.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true })
        : Console.Out;

    protected override void OnFailure(Exception exception) => throw new OutputException(exception);
}
