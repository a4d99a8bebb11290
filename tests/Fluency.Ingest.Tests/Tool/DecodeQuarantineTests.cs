using Fluency.Ingest.Diagnostics;
using Fluency.Ingest.Sinks;
using Fluency.Ingest.Tests.Sinks;
using Fluency.Ingest.Tests.Support;
using Fluency.Ingest.Tool;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Tool;

public sealed class DecodeQuarantineTests : IDisposable
{
    const string Adjustments = "AWSCloudTrail_Adjustments";

    readonly TemporaryDirectory _folder = new();

    string Kept => Path.Combine(_folder.FullPath, "kept", "q.ndjson");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Decode_EveryRecordIsQuarantined_EndsWithOneAndSaysWhereTheyAre()
    {
        var path = _folder.Write("a.json", "{\"n\":1}"u8.ToArray());

        var run = await ToolRun.RunAsync("decode", path, "--processors", Adjustments, "--quarantine", Kept);

        run.ExitCode.Should().Be(1);
        run.Error.Should().Contain("warning: No record came out").And.Contain(": 1 file received, 1 complete").And.Contain("1 record read").And
            .Contain($"1 entry ({new FileInfo(Kept).Length} bytes) was added to the quarantine {Kept}: it is a record, or a file or message that could not be read, with its reason");
    }

    [Fact]
    public async Task Decode_SomeRecordsAreQuarantined_EndsWithZero()
    {
        var path = _folder.Write("a.json", """{"Records":[{"n":1},{"n":2},{"eventVersion":"1.09","eventName":"X","eventSource":"s3.amazonaws.com"}]}"""u8.ToArray());

        var run = await ToolRun.RunAsync("decode", path, "--processors", Adjustments, "--quarantine", Kept);

        run.ExitCode.Should().Be(0);
        run.Error.Should().Contain("3 records read, 1 delivered").And.Contain("2 entries (").And.Contain(": each is a record, or a file or message").And.NotContain("warning");
    }

    [Fact]
    public async Task Decode_QuarantineIsOff_KeepsNothingAndSaysSo()
    {
        var path = _folder.Write("a.json", """{"Records":[{"n":1},{"eventVersion":"1.09","eventName":"X","eventSource":"s3.amazonaws.com"}]}"""u8.ToArray());

        var run = await ToolRun.RunAsync("decode", path, "--processors", Adjustments, "--quarantine", "None");

        run.ExitCode.Should().Be(0);
        run.Error.Should().Contain("1 entry for the quarantine was not kept, since it is off");
        Directory.GetFiles(_folder.FullPath).Should().Equal(path);
    }

    [Fact]
    public async Task Decode_QuarantineIsInTheFolderThatIsRead_IsNoInput()
    {
        _folder.Write("a.json", "{\"n\":1}"u8.ToArray());
        var kept = _folder.Write("q.ndjson", "{\"n\":2}\n"u8.ToArray());

        (await ToolRun.RunAsync("decode", _folder.FullPath, "--quarantine", kept)).Output.Should().Be("{\"n\":1}\n");
    }

    [Fact]
    public async Task Decode_QuarantineIsAFileThatIsReadOrWritten_EndsWithTwo()
    {
        var path = _folder.Write("a.json", "{\"n\":1}"u8.ToArray());

        (await ToolRun.RunAsync("decode", path, "--quarantine", path)).Error.Should().StartWith("error: --quarantine is ").And.Contain("must not be a file that is read");
        (await ToolRun.RunAsync("decode", path, "--quarantine", File.CreateSymbolicLink(path + ".link", path).FullName)).Error.Should().Contain("must not be a file that is read");
        (await ToolRun.RunAsync("decode", path, "--quarantine", Kept, "--sink", Kept)).Error.Should().StartWith("error: --quarantine is ").And.Contain("the file of --sink");
        (await ToolRun.RunAsync("decode", path, "--quarantine", _folder.FullPath)).Error.Should().StartWith("error: --quarantine is ").And.Contain("a folder");
    }

    [Fact]
    public async Task Decode_QuarantineCannotBeWritten_IsSaidBeforeTheWork()
    {
        var path = _folder.Write("a.json", "{\"n\":1}"u8.ToArray());

        var run = await ToolRun.RunAsync("decode", path, "--quarantine", Path.Combine(path, "q.ndjson"));

        run.ExitCode.Should().Be(2);
        run.Output.Should().BeEmpty();
        run.Error.Should().StartWith($"error: --quarantine is '{Path.Combine(path, "q.ndjson")}' but must be a file that may be written");
    }

    [Theory(Timeout = 20_000)]
    [InlineData("--quarantine")]
    [InlineData("--sink")]
    public async Task Decode_DiskOfAFileIsFull_EndsWithOneAndSaysWhy(string option)
    {
        var path = _folder.Write("a.json", """{"Records":[{"n":1},{"eventVersion":"1.09","eventName":"X","eventSource":"s3.amazonaws.com"}]}"""u8.ToArray());
        string[] others = option == "--sink" ? ["--quarantine", "none"] : ["--sink", "null"];

        var run = await ToolRun.RunAsync(
            static options => new FileSink(options, static path => new FaultyFileStream(path) { WriteFault = new IOException("No space left on device", OperatingSystem.IsWindows() ? unchecked((int)0x80070070) : 28) }),
            ["decode", path, "--processors", Adjustments, option, Kept, .. others]).WaitAsync(TestContext.Current.CancellationToken);

        run.ExitCode.Should().Be(1);
        run.Error.Should().StartWith($"error: {Kept} cannot grow: its disk is full").And.Contain("The run ended there").And.NotContain("warning");
    }

    // A streamed file's entries are kept long before its delivery is settled.
    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void Describe_MoreWasKeptThanIsCounted_SaysWhyIfSomethingWasGivenUp(int returned, bool isSaid)
    {
        var kept = new SinkStatistics(1_375_906, 0, 1, 0);
        var done = new PipeStatistics { Messages = new MessageStatistics(1, 1 - returned, returned, 0), Objects = new ObjectStatistics(0, 0, 0, 0, 0), Records = new RecordStatistics(0, 0, 0, 0, 0), Sinks = new Dictionary<string, SinkStatistics>() };

        var text = ToolQuarantine.Named(Kept).Describe(kept, done);

        text.Should().StartWith("1,375,906 entries (0 bytes) were added to the quarantine");
        text.Contains("the counts above leave these out", StringComparison.Ordinal).Should().Be(isSaid);
    }
}
