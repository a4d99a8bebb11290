using System.Text.Json;
using CustomSink;
using Fluency.Ingest.FunctionalTests.Tool;
using Fluency.Ingest.Testing;
using Fluency.Ingest.Testing.Conformance;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Samples;

/// <summary>The sample is what authors of sinks begin with, so it keeps every rule.</summary>
public sealed class CustomSinkTests
{
    [Fact]
    public Task FolderSink_EveryRule_Keeps() => SinkRules.CheckAllAsync(static () => new FolderSinkUnderTest(), TestContext.Current.CancellationToken);

    [Fact]
    public async Task FolderSink_EarlierFilesTakenAway_GoesOnBehindTheHighestNumber()
    {
        using var folder = new ToolFolder();
        var sink = new FolderSink(new FolderSinkOptions { Path = folder.FullPath });
        folder.Write("notes.json", "[]"u8);
        await WriteAsync(sink, times: 3);

        File.Delete(folder.File("00000001.json"));
        await WriteAsync(sink, times: 2);

        Directory.GetFiles(folder.FullPath).Select(Path.GetFileName).Should().BeEquivalentTo("00000002.json", "00000003.json", "00000004.json", "00000005.json", "notes.json");
    }

    [Fact]
    public async Task Program_AsItsReadmeSays_PrintsWhatThatSays()
    {
        using var folder = new ToolFolder();
        var (arguments, printed) = SampleProgram.Readme("CustomSink");

        var run = await SampleProgram.RunAsync("CustomSink", folder.FullPath, arguments);

        run.Should().Be((0, printed + Environment.NewLine, ""));
        JsonDocument.Parse(File.ReadAllText(folder.File("out/custom-sink/00000001.json"))).RootElement.GetArrayLength().Should().Be(3);
    }

    [Theory]
    [InlineData(2, "CustomSink LOGS OUT")]
    [InlineData(2, "CustomSink LOGS OUT", "", "out")]
    [InlineData(1, "neither a file nor a folder", "none", "out")]
    [InlineData(1, "already exists", ".", "file")]
    public async Task Program_WrongArguments_SaysSoInOneSentence(int exitCode, string sentence, params string[] arguments)
    {
        using var folder = new ToolFolder();
        folder.Write("file", []);

        var run = await SampleProgram.RunAsync("CustomSink", folder.FullPath, arguments);

        run.ExitCode.Should().Be(exitCode);
        run.Error.TrimEnd().Should().Contain(sentence).And.NotContain("\n");
    }

    static async Task WriteAsync(FolderSink sink, int times)
    {
        for (var i = 0; i < times; i++)
        {
            using var batch = RecordBatches.Of("{}");
            await sink.WriteAsync(batch, TestContext.Current.CancellationToken);
        }
    }

    sealed class FolderSinkUnderTest : SinkUnderTest
    {
        readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fluency-ingest-");

        public override bool CanBreak => true;

        public override ISink Create() => new FolderSink(new FolderSinkOptions { Path = Output });

        public override async ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> ReadAsync(CancellationToken cancellationToken)
        {
            var records = new List<ReadOnlyMemory<byte>>();
            foreach (var path in Directory.GetFiles(Output, "*.json").Order(StringComparer.Ordinal))
            {
                using var batch = JsonDocument.Parse(await File.ReadAllBytesAsync(path, cancellationToken));
                records.AddRange(batch.RootElement.EnumerateArray().Select(static record => (ReadOnlyMemory<byte>)System.Text.Encoding.UTF8.GetBytes(record.GetRawText())));
            }

            return records;
        }

        public override ValueTask BreakAsync(CancellationToken cancellationToken)
        {
            Directory.Move(Output, Output + "-away");
            File.WriteAllText(Output, "A file in the place of the folder.");
            return default;
        }

        public override ValueTask MendAsync(CancellationToken cancellationToken)
        {
            File.Delete(Output);
            Directory.Move(Output + "-away", Output);
            return default;
        }

        public override ValueTask DisposeAsync()
        {
            _folder.Delete(recursive: true);
            return base.DisposeAsync();
        }

        string Output => Path.Combine(_folder.FullName, "out");
    }
}
