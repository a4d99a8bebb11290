using System.Text;
using Fluency.Ingest.Sinks;

namespace Fluency.Ingest.Tool;

/// <summary>Standard output for text: that it cannot be written is told apart from every other failure, so that it ends the command with a sentence.</summary>
sealed class OutputWriter(TextWriter output) : TextWriter
{
    public override Encoding Encoding => output.Encoding;

    /// <summary>That of the process. A terminal is left as it is, since tables are drawn for its width.</summary>
    public static TextWriter OfProcess() => Console.IsOutputRedirected
        ? new OutputWriter(OperatingSystem.IsWindows() ? Console.Out : new StreamWriter(ConsoleSink.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true })
        : Console.Out;

    public override void Write(char value) => Try(() => output.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => output.Write(buffer, index, count));

    public override void Write(string? value) => Try(() => output.Write(value));

    public override void WriteLine(string? value) => Try(() => output.WriteLine(value));

    public override void Flush() => Try(output.Flush);

    static void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new OutputException(exception);
        }
    }
}
