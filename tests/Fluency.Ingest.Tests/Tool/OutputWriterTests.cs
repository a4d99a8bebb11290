using System.Text;
using Fluency.Ingest.Sinks;
using Fluency.Ingest.Tool;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Tool;

public sealed class OutputWriterTests
{
    const int NoSpace = 28;
    const int BrokenPipe = 32;

    public static TheoryData<string[]> Commands => new(["--help"], ["--version"], ["decode", "--help"], ["template", "list"], ["template", "cloudtrail"], ["explain", "-"]);

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Command_OutputCannotBeWritten_EndsWithOneAndOneSentence(string[] arguments)
    {
        var (exitCode, error) = await RunAsync(NoSpace, arguments);

        exitCode.Should().Be(1);
        error.Should().Be($"error: Standard output could not be written: It is full{Environment.NewLine}");
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Command_ReaderOfTheOutputHasGone_EndsQuietly(string[] arguments)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The number of the error is that of Unix.");

        (await RunAsync(BrokenPipe, arguments)).Should().Be((141, ""));
    }

    static async Task<(int ExitCode, string Error)> RunAsync(int systemError, string[] arguments)
    {
        var error = new StringWriter();
        var exitCode = await CommandLine.InvokeAsync(arguments, new ToolContext
        {
            Input = new MemoryStream("{}"u8.ToArray()),
            Output = new OutputWriter(new BrokenWriter(systemError)),
            Error = error,
            MakeConsoleSink = static () => new NullSink(),
            ListenToSignals = static () => new StopSignals(),
        });
        return (exitCode, error.ToString());
    }

    sealed class BrokenWriter(int systemError) : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => throw new IOException("It is full", systemError);
    }
}
