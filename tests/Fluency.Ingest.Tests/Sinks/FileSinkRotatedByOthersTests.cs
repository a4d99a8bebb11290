using Fluency.Ingest.Sinks;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Sinks;

/// <summary>Nothing goes to a file that nobody sees any more. On Windows the open file cannot be renamed, removed or emptied by others.</summary>
public sealed class FileSinkRotatedByOthersTests : IAsyncDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;
    readonly FileSink _sink;

    public FileSinkRotatedByOthersTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows keeps others from an open file.");
        _sink = new FileSink(new FileSinkOptions { Path = File1 });
    }

    string File1 => _folder.File("events.ndjson");

    public async ValueTask DisposeAsync()
    {
        if (_sink is not null)
        {
            await _sink.DisposeAsync();
        }

        _folder.Dispose();
    }

    [Fact]
    public async Task FileSink_FileRemoved_StartsANewOne()
    {
        await WriteAsync("1");
        File.Delete(File1);
        await WriteAsync("2");

        ContentOf(File1).Should().Be("2\n");
    }

    [Fact]
    public async Task FileSink_FolderRemoved_CreatesItAgain()
    {
        await using var sink = new FileSink(new FileSinkOptions { Path = _folder.File("a/events.ndjson") });
        await WriteAsync(sink, "1");
        Directory.Delete(_folder.File("a"), recursive: true);
        await WriteAsync(sink, "2");

        ContentOf(_folder.File("a/events.ndjson")).Should().Be("2\n");
    }

    [Fact]
    public async Task FileSink_FileRenamed_StartsANewOne()
    {
        await WriteAsync("1");
        File.Move(File1, _folder.File("rotated"));
        await WriteAsync("2");

        ContentOf(_folder.File("rotated")).Should().Be("1\n");
        ContentOf(File1).Should().Be("2\n");
    }

    [Fact]
    public async Task FileSink_FileRenamedAndCreatedAnew_GoesOnInTheNewOne()
    {
        await WriteAsync("1");
        File.Move(File1, _folder.File("rotated"));
        await File.WriteAllTextAsync(File1, "", _cancellation);
        await WriteAsync("2");

        ContentOf(_folder.File("rotated")).Should().Be("1\n");
        ContentOf(File1).Should().Be("2\n");
    }

    [Theory]
    [InlineData("")]
    [InlineData("9\n")]
    public async Task FileSink_FileRenamedAndAnotherOfItsLengthCreated_GoesOnInThatOne(string content)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere it cannot be told which file a path names.");
        if (content.Length == 0)
        {
            _sink.Open();
        }
        else
        {
            await WriteAsync("1");
        }

        File.Move(File1, _folder.File("rotated"));
        await File.WriteAllTextAsync(File1, content, _cancellation);
        await WriteAsync("2");

        ContentOf(_folder.File("rotated")).Should().Be(content.Length == 0 ? "" : "1\n");
        ContentOf(File1).Should().Be(content + "2\n");
    }

    [Fact]
    public async Task FileSink_PathIsALinkThatIsTurnedToAnotherFileOfItsLength_GoesOnInThatOne()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere it cannot be told which file a path names.");
        await File.WriteAllTextAsync(_folder.File("a"), "", _cancellation);
        await File.WriteAllTextAsync(_folder.File("b"), "9\n", _cancellation);
        File.CreateSymbolicLink(File1, "a");
        await WriteAsync("1");
        File.Delete(File1);
        File.CreateSymbolicLink(File1, "b");
        await WriteAsync("2");

        ContentOf(_folder.File("a")).Should().Be("1\n");
        ContentOf(_folder.File("b")).Should().Be("9\n2\n");
    }

    [Fact]
    public async Task FileSink_FileInPlace_IsNotOpenedAnew()
    {
        var opened = 0;
        await using var sink = new FileSink(new FileSinkOptions { Path = _folder.File("other.ndjson") }, path =>
        {
            opened++;
            return LineFile.OpenExclusively(path);
        });

        await WriteAsync(sink, "1");
        await WriteAsync(sink, "2");

        opened.Should().Be(1);
    }

    [Fact]
    public async Task FileSink_FileCopiedAndEmptied_GoesOnAtItsBeginning()
    {
        await WriteAsync("1");
        Append("", FileMode.Truncate);
        await WriteAsync("2");

        ContentOf(File1).Should().Be("2\n");
    }

    [Fact]
    public async Task FileSink_EmptiedInTheMiddleOfAWrite_WritesItsRecordsAgainAndLeavesNoHole()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere a write that names an offset is not one to the end.");
        await using var sink = SinkWith(() => Append("", FileMode.Truncate), out var isInterfered);
        await WriteAsync(sink, "1", "2");
        isInterfered.SetResult();
        await FailAsync(sink, "3");
        await WriteAsync(sink, "3");

        ContentOf(File1).Should().Be("3\n3\n");
    }

    [Fact]
    public async Task FileSink_RenamedInTheMiddleOfAWrite_WritesItsRecordsToTheNewFile()
    {
        await using var sink = SinkWith(() => File.Move(File1, _folder.File("rotated")), out var isInterfered);
        await WriteAsync(sink, "1");
        isInterfered.SetResult();
        await FailAsync(sink, "2");
        await WriteAsync(sink, "2");

        ContentOf(_folder.File("rotated")).Should().Be("1\n");
        ContentOf(File1).Should().Be("2\n");
    }

    [Fact]
    public async Task FileSink_RemovedInTheMiddleOfAWrite_WritesItsRecordsAgain()
    {
        await using var sink = SinkWith(() => File.Delete(File1), out var isInterfered);
        await WriteAsync(sink, "1");
        isInterfered.SetResult();
        await FailAsync(sink, "2");
        await WriteAsync(sink, "2");

        ContentOf(File1).Should().Be("2\n");
    }

    [Fact]
    public async Task FileSink_PathIsALinkIntoAFolderThatIsMissing_CreatesIt()
    {
        File.CreateSymbolicLink(_folder.File("link"), _folder.File("disk/trail.ndjson"));
        File.CreateSymbolicLink(File1, "link");
        await WriteAsync("1");

        ContentOf(_folder.File("disk/trail.ndjson")).Should().Be("1\n");
    }

    [Fact]
    public async Task FileSink_ReaderHasTheFileOpen_IsOpenedAllTheSame()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere readers share the one lock there is.");
        await File.WriteAllTextAsync(File1, "1\n", _cancellation);
        await using var reader = File.OpenRead(File1);
        await WriteAsync("2");

        ContentOf(File1).Should().Be("1\n2\n");
    }

    [Fact]
    public async Task FileSink_OtherProgramAppended_KeepsItsWholeLines()
    {
        await WriteAsync("1");
        Append("other\ntorn", FileMode.Append);
        await WriteAsync("2");

        ContentOf(File1).Should().Be("1\nother\n2\n");
    }

    // Happens once, during the write that comes after it is let go.
    FileSink SinkWith(Action interfere, out TaskCompletionSource go)
    {
        var interferes = go = new TaskCompletionSource();
        return new FileSink(new FileSinkOptions { Path = File1 }, path =>
        {
            var file = new FaultyFileStream(path);
            UnixFile.AppendOnly(file);
            file.Meanwhile = () =>
            {
                if (interferes.Task.IsCompleted)
                {
                    interferes = new TaskCompletionSource();
                    interfere();
                }
            };
            return file;
        });
    }

    async Task FailAsync(FileSink sink, params string[] records)
    {
        var write = () => WriteAsync(sink, records);

        (await write.Should().ThrowAsync<SinkException>().WithMessage("*are written again*")).Which.IsTransient.Should().BeTrue();
    }

    void Append(string text, FileMode mode)
    {
        using var file = new FileStream(File1, mode, FileAccess.Write, FileShare.ReadWrite);
        file.Write(System.Text.Encoding.UTF8.GetBytes(text));
    }

    Task WriteAsync(params string[] records) => WriteAsync(_sink, records);

    async Task WriteAsync(FileSink sink, params string[] records)
    {
        using var batch = Batches.Of(records);
        await sink.WriteAsync(batch, _cancellation);
    }

    static string ContentOf(string path) => File.ReadAllText(path);
}
