using System.Text;
using System.Threading.Channels;
using CustomProcessor;
using Fluency.Ingest.FunctionalTests.Tool;
using Fluency.Ingest.Objects;
using Fluency.Ingest.Sinks;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Samples;

public sealed class CustomProcessorTests
{
    [Theory]
    [InlineData("""{"sourceIPAddress":"198.51.100.7","readOnly":true}""", null)]
    [InlineData("""{"sourceIPAddress":"198.51.100.7","readOnly":false}""", """{"@fromOffice":true,"sourceIPAddress":"198.51.100.7","readOnly":false}""")]
    [InlineData("""{"sourceIPAddress":"198.51.100.7"}""", """{"@fromOffice":true,"sourceIPAddress":"198.51.100.7"}""")]
    [InlineData("""{"sourceIPAddress":"198.51.101.7","readOnly":true}""", """{"sourceIPAddress":"198.51.101.7","readOnly":true}""")]
    [InlineData("""{"sourceIPAddress":"ec2.amazonaws.com","readOnly":true}""", """{"sourceIPAddress":"ec2.amazonaws.com","readOnly":true}""")]
    [InlineData("""{"readOnly":true}""", """{"readOnly":true}""")]
    public async Task OfficeNetwork_Record_IsDroppedMarkedOrLeft(string record, string? expected) => (await RunAsync(record)).Should().Be(expected);

    [Fact]
    public async Task Program_AsItsReadmeSays_PrintsWhatThatSays()
    {
        using var folder = new ToolFolder();
        var (arguments, printed) = SampleProgram.Readme("CustomProcessor");

        var run = await SampleProgram.RunAsync("CustomProcessor", folder.FullPath, arguments);

        run.ExitCode.Should().Be(0);
        run.Error.Should().Be(printed + Environment.NewLine);
        run.Output.TrimEnd().Split('\n').Should().HaveCount(2).And.ContainSingle(static line => line.Contains("\"@fromOffice\":true"));
    }

    [Theory]
    [InlineData(2, "CustomProcessor LOGS")]
    [InlineData(2, "CustomProcessor LOGS", "")]
    [InlineData(1, "neither a file nor a folder", "none")]
    public async Task Program_WrongArguments_SaysSoInOneSentence(int exitCode, string sentence, params string[] arguments)
    {
        using var folder = new ToolFolder();

        var run = await SampleProgram.RunAsync("CustomProcessor", folder.FullPath, arguments);

        run.ExitCode.Should().Be(exitCode);
        run.Error.TrimEnd().Should().Contain(sentence).And.NotContain("\n");
    }

    static async Task<string?> RunAsync(string record)
    {
        var output = Channel.CreateUnbounded<RecordBatch>();
        await using var pipe = Pipe.CreateBuilder("test")
            .From(new MemorySource("a.json", Encoding.UTF8.GetBytes($$"""{"Records":[{{record}}]}""")))
            .Route(route => route.Process<OfficeNetwork>().To(new ChannelWriterSink(output.Writer), "out"))
            .Quarantine(new NullSink())
            .Build();
        await pipe.RunUntilEmptyAsync(TestContext.Current.CancellationToken);
        if (!output.Reader.TryRead(out var batch))
        {
            return null;
        }

        var bytes = new System.Buffers.ArrayBufferWriter<byte>();
        batch[0].WriteTo(bytes);
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
