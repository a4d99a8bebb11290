using System.Diagnostics;
using Fluency.Ingest.Objects;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Fluency.Ingest.Tests.Objects;

public sealed class FileSourceTests : IDisposable
{
    readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Open_NamedPipe_GivesWhatIsWrittenToItOnce()
    {
        var path = await MakePipeAsync();
        var writing = Task.Run(() => File.WriteAllText(path, "[1]"), TestContext.Current.CancellationToken);
        var pipe = new FileObject(path);
        await using (var content = await pipe.OpenAsync(cancellationToken: TestContext.Current.CancellationToken))
        {
            content.Length.Should().BeNull();
            (await new StreamReader(content.Body).ReadToEndAsync(TestContext.Current.CancellationToken)).Should().Be("[1]");
        }

        await writing;
    }

    [Fact(Timeout = 20_000)]
    public async Task Open_NamedPipeThatNobodyWrites_CanBeGivenUp()
    {
        var path = await MakePipeAsync();
        using var giveUp = new CancellationTokenSource();
        var opening = Task.Run(async () => await new FileObject(path).OpenAsync(cancellationToken: giveUp.Token), TestContext.Current.CancellationToken);

        await giveUp.CancelAsync();

        await FluentActions.Awaiting(() => opening).Should().ThrowAsync<OperationCanceledException>();
        await File.WriteAllTextAsync(path, "", TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task FileSource_Folder_GivesItsLogsInOrdinalOrder()
    {
        string[] expected =
        [
            _folder.Write("B.JSON", []),
            _folder.Write("a.json.gz", []),
            _folder.Write("a/z.jsonl", []),
            _folder.Write("a/é/1.ndjson", []),
            _folder.Write("b.log.gz", []),
        ];
        _folder.Write("readme.txt", []);
        _folder.Write("a/gz", []);

        var names = await NamesAsync(new FileSource(_folder.FullPath));

        names.Should().Equal(expected.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task FileSource_NamedFile_IsTakenWhateverItsName()
    {
        var file = _folder.Write("trail.txt", []);

        (await NamesAsync(new FileSource(file))).Should().Equal(file);
    }

    [Fact]
    public async Task FileSource_PathsAsGiven_KeepTheirOrderAndComeOnce()
    {
        var b = _folder.Write("b.json", []);
        var a = _folder.Write("a.json", []);

        (await NamesAsync(new FileSource(b, _folder.FullPath, a, Path.Combine(_folder.FullPath, ".", "a.json")))).Should().Equal(b, a);
    }

    [Fact]
    public async Task FileSource_OwnPatterns_StandAlone()
    {
        _folder.Write("a.json", []);
        var log = _folder.Write("a.trail", []);

        (await NamesAsync(new FileSource(new FileSourceOptions { Paths = [_folder.FullPath], Patterns = ["*.TRAIL"] }))).Should().Equal(log);
    }

    [Fact]
    public async Task FileSource_LinkToAFolderAbove_IsNotFollowed()
    {
        var file = _folder.Write("sub/a.json", []);
        Directory.CreateSymbolicLink(Path.Combine(_folder.FullPath, "sub", "loop"), _folder.FullPath);
        var link = File.CreateSymbolicLink(Path.Combine(_folder.FullPath, "linked.json"), file);

        (await NamesAsync(new FileSource(_folder.FullPath))).Should().Equal(link.FullName, file);
    }

    [Fact]
    public async Task FileSource_FilesOfThePipesOwnSink_AreNoInput()
    {
        string[] expected = [_folder.Write("logs/a.json", []), _folder.Write("logs/events-a.ndjson", []), _folder.Write("logs/sub/events.ndjson", [])];
        foreach (var name in (string[])["events.ndjson", "events-20261128T101434123Z.ndjson", "events-20261128T101434124Z.ndjson.gz", ".events-20261128T101434125Z.ndjson.gz.tmp"])
        {
            _folder.Write($"logs/{name}", []);
        }

        File.CreateSymbolicLink(Path.Combine(_folder.FullPath, "logs", "linked.ndjson"), "events.ndjson");
        Directory.CreateSymbolicLink(Path.Combine(_folder.FullPath, "out"), "logs");
        var source = new FileSource(new FileSourceOptions { Paths = [Path.Combine(_folder.FullPath, "logs")], Patterns = ["*"] });

        await using var pipe = Pipe.CreateBuilder("test").From(source).Route(route => route.ToFile(Path.Combine(_folder.FullPath, "out", "events.ndjson"))).Build();

        (await NamesAsync(source)).Should().Equal(expected);
    }

    [Fact]
    public async Task FileSource_MissingPath_IsToldBeforeAnythingIsRead()
    {
        var missing = Path.Combine(_folder.FullPath, "missing");
        var source = new FileSource(_folder.Write("a.json", []), missing);
        await using var deliveries = source.ReadAsync(new(), TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);

        var first = async () => await deliveries.MoveNextAsync();

        (await first.Should().ThrowAsync<FileNotFoundException>()).WithMessage($"*{missing}*");
    }

    [Fact]
    public async Task FileSource_FolderThatMayNotBeListed_IsNamedBeforeAnythingIsRead()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            Assert.Skip("This user may list every folder.");
            return;
        }

        var denied = Path.Combine(_folder.FullPath, "denied");
        _folder.Write("a.json", []);
        Directory.CreateDirectory(denied, UnixFileMode.None);

        var list = () => NamesAsync(new FileSource(_folder.FullPath));

        (await list.Should().ThrowAsync<UnauthorizedAccessException>()).WithMessage($"The folder {denied} may not be listed by *. Nothing was read. *");
        File.SetUnixFileMode(denied, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Theory]
    [InlineData]
    [InlineData("")]
    [InlineData("a.json", " ")]
    public void FileSource_NoPath_Throws(params string[] paths) =>
        FluentActions.Invoking(() => new FileSource(paths)).Should().Throw<ArgumentException>();

    [Fact]
    public async Task FileSource_Drained_EndsWithoutThrowing()
    {
        _folder.Write("a.json", []);
        _folder.Write("b.json", []);
        using var drain = new CancellationTokenSource();
        var names = new List<string>();

        await foreach (var delivery in new FileSource(_folder.FullPath).ReadAsync(new(), drain.Token))
        {
            names.Add(delivery.Id);
            await drain.CancelAsync();
        }

        names.Should().ContainSingle();
    }

    [Fact]
    public async Task FileSource_Delivery_IsOneFileThatCannotComeAgain()
    {
        var file = _folder.Write("a.json", []);

        var delivery = await SingleAsync(file);

        delivery.Id.Should().Be(file);
        delivery.Should().BeEquivalentTo(new { Attempt = 1, CanReturn = false, KeepsRejected = false, Problem = (Failure?)null });
        delivery.Objects.Should().ContainSingle().Which.Reference.Should().Be(new ObjectReference("file", file) { Uri = file });
    }

    [Fact]
    public async Task FileSource_DeliverySettledTwice_Throws()
    {
        var delivery = await SingleAsync(_folder.Write("a.json", []));
        await delivery.SettleAsync(Disposition.Complete, TestContext.Current.CancellationToken);

        var again = async () => await delivery.SettleAsync(Disposition.Complete, TestContext.Current.CancellationToken);

        await again.Should().ThrowAsync<InvalidOperationException>();
    }

    [Fact]
    public async Task FileSource_File_IsReadAndNamedByLengthAndTime()
    {
        var file = _folder.Write("a.json.gz", Gzip.Of("""{"Records":[1]}"""));
        var time = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(file, time);
        await using var reader = await OpenAsync(file);

        (await RecordReading.SplitAsync(reader)).Records.Should().Equal("1");
        reader.Reference.ETag.Should().Be($"{new FileInfo(file).Length}-{time.Ticks}");
        reader.Reference.LastModified.Should().Be(time);
    }

    [Fact]
    public async Task FileSource_FileChanged_HasAnotherId()
    {
        var file = _folder.Write("a.json", "[1]"u8.ToArray());
        await using var before = await OpenAsync(file);
        File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file).AddTicks(10));

        await using var after = await OpenAsync(file);

        after.Id.Should().NotBe(before.Id);
    }

    [Fact]
    public async Task FileSource_FileOpenedAtAnOffset_GivesTheRestOfTheSameContentOnly()
    {
        var file = new FileObject(_folder.Write("a.json", "[1,2]"u8.ToArray()));
        await using var whole = await file.OpenAsync(cancellationToken: TestContext.Current.CancellationToken);

        await using var rest = await file.OpenAsync(3, whole.ETag, TestContext.Current.CancellationToken);
        var other = async () => await file.OpenAsync(3, "another", TestContext.Current.CancellationToken);

        rest.Length.Should().Be(2);
        new StreamReader(rest.Body).ReadToEnd().Should().Be("2]");
        (await other.Should().ThrowAsync<IngestException>()).Which.Cause.Should().Be(FailureCause.Network);
    }

    [Fact]
    public async Task FileSource_FileGone_IsMissing()
    {
        var file = _folder.Write("sub/a.json", []);
        var delivery = await SingleAsync(file);
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);

        (await delivery.Objects[0].FailureOfAsync()).Should().Be(FailureCause.ObjectMissing);
    }

    [Fact]
    public async Task FileSource_FileIsAFolderByNow_IsDenied()
    {
        var file = _folder.Write("a.json", []);
        var delivery = await SingleAsync(file);
        File.Delete(file);
        Directory.CreateDirectory(file);

        (await delivery.Objects[0].FailureOfAsync()).Should().Be(FailureCause.AccessDenied);
    }

    async Task<string> MakePipeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It has no such files.");
        var path = Path.Combine(_folder.FullPath, "pipe");
        using var make = Process.Start("mkfifo", path);
        await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        return path;
    }

    static async Task<List<string>> NamesAsync(FileSource source)
    {
        var names = new List<string>();
        await foreach (var delivery in source.ReadAsync(new(), TestContext.Current.CancellationToken))
        {
            names.Add(delivery.Objects[0].Reference.Name);
        }

        return names;
    }

    static async Task<IDelivery> SingleAsync(string file)
    {
        var deliveries = new List<IDelivery>();
        await foreach (var delivery in new FileSource(file).ReadAsync(new(), TestContext.Current.CancellationToken))
        {
            deliveries.Add(delivery);
        }

        return deliveries.Single();
    }

    static ValueTask<ObjectReader> OpenAsync(string file) => ObjectReader.OpenAsync(new FileObject(file), new(), TimeProvider.System, TestContext.Current.CancellationToken);
}
