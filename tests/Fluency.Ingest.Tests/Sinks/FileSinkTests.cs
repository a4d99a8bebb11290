using System.Text;
using Fluency.Ingest.Sinks;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Sinks;

public sealed class FileSinkTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;

    string File1 => _folder.File("events.ndjson");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task FileSink_Batches_AppendsALineARecord()
    {
        await using var sink = SinkOf(File1);
        await WriteAsync(sink, """{"a":"é"}""", "{\n \"b\": 2 }");
        await WriteAsync(sink, """{"c" : 3}""");

        ContentOf(File1).Should().Be("{\"a\":\"é\"}\n{\"b\":2}\n{\"c\" : 3}\n");
    }

    [Fact]
    public async Task FileSink_ExistingFile_AppendsBehindIt()
    {
        await File.WriteAllTextAsync(File1, "1\n2\n", _cancellation);
        await using var sink = SinkOf(File1);
        await WriteAsync(sink, "3");

        ContentOf(File1).Should().Be("1\n2\n3\n");
    }

    [Fact]
    public async Task FileSink_BeforeFirstWrite_TouchesNothing()
    {
        var path = _folder.File("new/events.ndjson");
        await using (SinkOf(path))
        {
            Directory.Exists(_folder.File("new")).Should().BeFalse();
        }

        Directory.Exists(_folder.File("new")).Should().BeFalse();
    }

    [Fact]
    public async Task FileSink_MissingFolders_CreatesThem()
    {
        var path = _folder.File("a/b/c/events.ndjson");
        await using var sink = SinkOf(path);
        await WriteAsync(sink, "1");

        ContentOf(path).Should().Be("1\n");
    }

    [Fact]
    public async Task FileSink_WhenWriteReturns_IsWrittenInOneCallAndFlushedToDisk()
    {
        FaultyFileStream? file = null;
        await using var sink = new FileSink(new FileSinkOptions { Path = File1 }, path => file = new FaultyFileStream(path));
        await WriteAsync(sink, "1", "2", "3");

        file!.Steps.Should().Equal("write", "flush to disk");
        ContentOf(File1).Should().Be("1\n2\n3\n");
    }

    [Fact]
    public async Task FileSink_HugeRecord_IsWhole()
    {
        var record = "\"" + new string('x', 10_000_000) + "\"";
        await using var sink = SinkOf(File1);
        await WriteAsync(sink, record, "2");

        ContentOf(File1).Should().Be(record + "\n2\n");
    }

    [Fact]
    public async Task FileSink_Link_WritesToItsTargetWithoutOpeningItAgain()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Making a link takes rights on Windows.");
        var target = _folder.File("target.ndjson");
        await File.WriteAllTextAsync(target, "0\n", _cancellation);
        File.CreateSymbolicLink(File1, target);
        var opened = 0;
        await using var sink = new FileSink(new FileSinkOptions { Path = File1 }, path =>
        {
            opened++;
            return LineFile.OpenExclusively(path);
        });
        await WriteAsync(sink, "1");
        await WriteAsync(sink, "2");

        ContentOf(target).Should().Be("0\n1\n2\n");
        opened.Should().Be(1);
    }

    [Fact]
    public async Task FileSink_DeviceThatKeepsNothing_TakesWhatComes()
    {
        Assert.SkipUnless(File.Exists("/dev/null"), "Unix has such a device.");
        var opened = 0;
        await using var sink = new FileSink(new FileSinkOptions { Path = "/dev/null" }, path =>
        {
            opened++;
            return LineFile.OpenExclusively(path);
        });
        using var batch = Batches.Of("1");
        await sink.WriteAsync(batch, _cancellation);
        await sink.WriteAsync(batch, _cancellation);

        opened.Should().Be(1);
    }

    [Fact]
    public async Task FileSink_CancelledBeforehand_WritesNothing()
    {
        await using var sink = SinkOf(File1);
        using var batch = Batches.Of("1");
        var write = async () => await sink.WriteAsync(batch, new CancellationToken(canceled: true));

        await write.Should().ThrowAsync<OperationCanceledException>();
        File.Exists(File1).Should().BeFalse();
    }

    [Fact]
    public async Task FileSink_ManyWritersAtOnce_KeepsBatchesWhole()
    {
        await using var sink = SinkOf(File1);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => WriteAsync(sink, $"{i}1", $"{i}2", $"{i}3"), _cancellation)));

        var lines = ContentOf(File1).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Chunk(3).Select(batch => string.Join(' ', batch)).Should().BeEquivalentTo(Enumerable.Range(0, 8).Select(i => $"{i}1 {i}2 {i}3"));
    }

    [Fact]
    public async Task FileSink_DisposedTwice_DoesNothingMore()
    {
        var sink = SinkOf(File1);
        await WriteAsync(sink, "1");
        await sink.DisposeAsync();
        await sink.DisposeAsync();

        ContentOf(File1).Should().Be("1\n");
    }

    [Fact]
    public async Task FileSink_WriteAfterDispose_Throws()
    {
        var sink = SinkOf(File1);
        await sink.DisposeAsync();
        var write = () => WriteAsync(sink, "1");

        await write.Should().ThrowAsync<ObjectDisposedException>();
        File.Exists(File1).Should().BeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("folder/")]
    [InlineData("a\0b")]
    public void FileSink_UnusablePath_IsRefusedAtOnce(string path)
    {
        var create = () => SinkOf(path);

        create.Should().Throw<Microsoft.Extensions.Options.OptionsValidationException>().WithMessage("*Path*");
    }

    static FileSink SinkOf(string path) => new(new FileSinkOptions { Path = path });

    async Task WriteAsync(FileSink sink, params string[] records)
    {
        using var batch = Batches.Of(records);
        await sink.WriteAsync(batch, _cancellation);
    }

    /// <summary>Read by a handle of its own, while the sink may have the file open.</summary>
    static string ContentOf(string path) => Encoding.UTF8.GetString(File.ReadAllBytes(path));
}
