using System.Text;
using Fluency.Ingest.Sinks;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Sinks;

/// <summary>A failed write leaves nothing behind, and says what its owner can do.</summary>
public sealed class FileSinkFailureTests : IAsyncDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;
    readonly FileSink _sink;
    FaultyFileStream? _file;

    public FileSinkFailureTests() => _sink = new FileSink(new FileSinkOptions { Path = File1 }, path => _file = new FaultyFileStream(path));

    string File1 => _folder.File("events.ndjson");

    FaultyFileStream Opened => _file!;

    public async ValueTask DisposeAsync()
    {
        await _sink.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task FileSink_WriteFailsAtEveryByte_CutsBackBeforeTheNextBatch()
    {
        await WriteAsync("1");
        var durable = "1\n";
        for (var bytes = 0; bytes <= "{\"a\":2}\n3\n".Length; bytes++)
        {
            Opened.BytesBeforeFault = bytes;
            Opened.WriteFault = new IOException("The device failed.");
            await FailureOfAsync("{\"a\":2}", "3");
            await WriteAsync($"{bytes}");
            durable += $"{bytes}\n";

            Content.Should().Be(durable, $"{bytes} bytes were written before the failure");
        }
    }

    [Fact]
    public async Task FileSink_LinesInSeveralPlaces_AreOneWrite()
    {
        // A file that others empty between two writes would keep a hole that no one notices.
        using var source = Batches.Of("1", "{\n}", "2");
        using var first = source.Copy();
        using var second = source.Copy();
        using var batch = new RecordBatch();
        batch.LendAll(first, owner: null);
        batch.LendAll(second, owner: null);
        await _sink.WriteAsync(batch, _cancellation);

        Content.Should().Be("1\n{}\n2\n1\n{}\n2\n");
        Opened.Steps.Should().Equal("write", "flush to disk");
    }

    [Fact]
    public async Task FileSink_BatchTakenBackDuringTheWrite_CutsBackBeforeTheNextBatch()
    {
        // A decorator that gives up waiting: what the batch lent may be other records by now.
        await WriteAsync("1");
        using var source = Batches.Of("2", "3");
        using var batch = source.Copy();
        Opened.Meanwhile = () =>
        {
            batch.Overwrite();
            batch.Dispose();
        };
        var write = async () => await _sink.WriteAsync(batch, _cancellation);
        await write.Should().ThrowAsync<InvalidOperationException>();
        Opened.Meanwhile = null;
        await WriteAsync("4");

        Content.Should().Be("1\n4\n");
    }

    [Fact]
    public async Task FileSink_FlushFails_WritesTheBatchAgainFromItsStart()
    {
        await WriteAsync("1");
        Opened.FlushFault = new IOException("The device failed.");
        (await FailureOfAsync("2", "3")).IsTransient.Should().BeTrue();
        await WriteAsync("2", "3");

        Content.Should().Be("1\n2\n3\n");
        Opened.Steps.Should().Equal("write", "flush to disk", "write", "flush to disk", "cut", "write", "flush to disk");
    }

    [Fact]
    public async Task FileSink_CancelledInMidBatch_CutsBackBeforeTheNextBatch()
    {
        await WriteAsync("1");
        Opened.BytesBeforeFault = 3;
        Opened.WriteFault = new OperationCanceledException();
        var write = () => WriteAsync("2", "3");
        await write.Should().ThrowAsync<OperationCanceledException>();
        await WriteAsync("4");

        Content.Should().Be("1\n4\n");
    }

    [Fact]
    public async Task FileSink_DisposedAfterFailure_LeavesNoHalfBatch()
    {
        await WriteAsync("1");
        Opened.BytesBeforeFault = 3;
        Opened.WriteFault = new IOException("The device failed.");
        await FailureOfAsync("2", "3");
        await _sink.DisposeAsync();

        Content.Should().Be("1\n");
    }

    [Fact]
    public async Task FileSink_CutBackFails_AppendsNothingUntilItSucceeds()
    {
        await WriteAsync("1");
        Opened.BytesBeforeFault = 3;
        Opened.WriteFault = new IOException("The device failed.");
        await FailureOfAsync("2", "3");
        Opened.SetLengthFault = new IOException("The device failed.");
        await FailureOfAsync("4");
        Content.Should().Be("1\n2\n3", "nothing may follow a torn line");
        await WriteAsync("5");

        Content.Should().Be("1\n5\n");
    }

    [Fact]
    public async Task FileSink_CutBackFailsAndThePathIsAnothers_GoesOnThere()
    {
        // As where a disk was mounted anew: the handle is stale for good.
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere it cannot be told which file a path names.");
        await WriteAsync("1");
        Opened.BytesBeforeFault = 1;
        Opened.WriteFault = new IOException("Stale file handle");
        Opened.SetLengthFault = new IOException("Stale file handle");
        await FailureOfAsync("2");
        File.Delete(File1);
        await WriteAsync("2");

        Content.Should().Be("2\n");
    }

    [Fact]
    public async Task FileSink_EmptiedAfterFailure_StartsAtItsBeginning()
    {
        await WriteAsync("1");
        Opened.BytesBeforeFault = 1;
        Opened.WriteFault = new IOException("The device failed.");
        await FailureOfAsync("2");
        EmptyFile();
        await WriteAsync("3");

        Content.Should().Be("3\n");
    }

    [Theory]
    [InlineData(28)]
    [InlineData(122)]
    public async Task FileSink_DiskFull_SaysSoAndIsTransient(int errno)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The numbers are those of Linux.");
        await WriteAsync("1");
        Opened.WriteFault = new IOException("No space left on device", errno);

        var failure = await FailureOfAsync("2");

        failure.IsTransient.Should().BeTrue();
        failure.FailedRecords.Should().BeNull();
        failure.Message.Should().Contain(File1).And.Contain("is full");
    }

    [Fact]
    public async Task FileSink_DeviceThatIsFull_SaysSo()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "Linux has a device that is always full.");
        await using var sink = new FileSink(new FileSinkOptions { Path = "/dev/full" });
        using var batch = Batches.Of("1");
        var write = async () => await sink.WriteAsync(batch, _cancellation);

        (await write.Should().ThrowAsync<SinkException>().WithMessage("*is full*")).Which.IsTransient.Should().BeTrue();
    }

    [Fact]
    public async Task FileSink_SecondWriter_IsKeptOutUntilTheFirstIsDisposed()
    {
        var path = _folder.File("shared.ndjson");
        var first = new FileSink(new FileSinkOptions { Path = path });
        await using var second = new FileSink(new FileSinkOptions { Path = path });
        using var batch = Batches.Of("1");
        await first.WriteAsync(batch, _cancellation);
        var write = async () => await second.WriteAsync(batch, _cancellation);

        (await write.Should().ThrowAsync<SinkException>().WithMessage($"*{path}*in use*")).Which.IsTransient.Should().BeTrue();
        await first.DisposeAsync();
        await second.WriteAsync(batch, _cancellation);
        (await File.ReadAllTextAsync(path, _cancellation)).Should().Be("1\n1\n");
    }

    [Fact]
    public async Task FileSink_PathBecameAFolder_SaysSoAndBlamesNoRecord()
    {
        Directory.CreateDirectory(File1);

        var failure = await FailureOfAsync(new FileSink(new FileSinkOptions { Path = _folder.File("x") }), () => Directory.CreateDirectory(_folder.File("x")));

        failure.IsTransient.Should().BeTrue();
        failure.Message.Should().Contain(_folder.File("x")).And.Contain("is a folder");
    }

    [Fact]
    public async Task FileSink_FileWhereAFolderShouldBe_NamesItAndBlamesNoRecord()
    {
        await File.WriteAllTextAsync(_folder.File("file"), "", _cancellation);

        var failure = await FailureOfAsync(new FileSink(new FileSinkOptions { Path = _folder.File("file/a/b.ndjson") }), () => { });

        failure.IsTransient.Should().BeTrue();
        failure.Message.Should().Contain($"{_folder.File("file")} is a file");
    }

    [Fact]
    public async Task FileSink_AccessDenied_SaysSoAndBlamesNoRecord()
    {
        await WriteAsync("1");
        Opened.WriteFault = new UnauthorizedAccessException("Access to the path is denied.");

        var failure = await FailureOfAsync("2");

        failure.IsTransient.Should().BeTrue();
        failure.Message.Should().Contain(File1).And.Contain("denied");
        failure.InnerException.Should().BeOfType<UnauthorizedAccessException>();
    }

    [Fact]
    public async Task FileSink_PathTooLong_SaysSoAndBlamesNoRecord()
    {
        var failure = await FailureOfAsync(new FileSink(new FileSinkOptions { Path = _folder.File(new string('a', 300)) }), () => { });

        failure.IsTransient.Should().BeTrue();
        failure.Message.Should().Contain("longer than the file system allows");
    }

    [Fact]
    public async Task FileSink_FailureThatIsNotOfTheFile_IsNotDressedAsOne()
    {
        await WriteAsync("1");
        Opened.WriteFault = new InvalidOperationException("An error in the program.");
        var write = () => WriteAsync("2");

        await write.Should().ThrowAsync<InvalidOperationException>();
        await WriteAsync("3");
        Content.Should().Be("1\n3\n");
    }

    string Content => Encoding.UTF8.GetString(File.ReadAllBytes(File1));

    void EmptyFile()
    {
        using var file = new FileStream(File1, FileMode.Truncate, FileAccess.Write, FileShare.ReadWrite);
    }

    async Task WriteAsync(params string[] records)
    {
        using var batch = Batches.Of(records);
        await _sink.WriteAsync(batch, _cancellation);
    }

    async Task<SinkException> FailureOfAsync(params string[] records)
    {
        var write = () => WriteAsync(records);
        return (await write.Should().ThrowAsync<SinkException>()).Which;
    }

    async Task<SinkException> FailureOfAsync(FileSink sink, Action beforeWrite)
    {
        beforeWrite();
        using var batch = Batches.Of("1");
        var write = async () => await sink.WriteAsync(batch, _cancellation);
        var failure = (await write.Should().ThrowAsync<SinkException>()).Which;
        await sink.DisposeAsync();
        return failure;
    }
}
