using System.IO.Compression;
using System.Runtime.Versioning;
using CsCheck;
using Fluency.Ingest.Sinks;
using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fluency.Ingest.Tests.Sinks;

/// <summary>The sink completes its files by size and age; between them they hold every record once and in order, compressed or not.</summary>
public sealed class FileSinkRotationTests : IDisposable
{
    static readonly DateTimeOffset Noon = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

    readonly TemporaryFolder _folder = new();
    readonly FakeTimeProvider _time = new(Noon);
    readonly CancellationToken _cancellation = TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task FileSink_BatchDoesNotFit_CompletesTheFileFirst()
    {
        await using (var sink = Sink(new() { MaxFileBytes = 6 }))
        {
            await WriteAsync(sink, "1", "2");
            await WriteAsync(sink, "3");
            await WriteAsync(sink, "4");
        }

        Names().Should().Equal("events-20261128T120000000Z.ndjson", "events.ndjson");
        ContentOf("events-20261128T120000000Z.ndjson").Should().Be("1\n2\n3\n");
        ContentOf("events.ndjson").Should().Be("4\n");
    }

    [Fact]
    public async Task FileSink_BatchLargerThanTheLimit_HasAFileOfItsOwn()
    {
        await using (var sink = Sink(new() { MaxFileBytes = 4 }))
        {
            await WriteAsync(sink, "1", "2", "3", "4");
            await WriteAsync(sink, "5");
        }

        Names().Should().Equal("events-20261128T120000000Z.ndjson", "events.ndjson");
        ContentOf("events-20261128T120000000Z.ndjson").Should().Be("1\n2\n3\n4\n");
    }

    [Fact]
    public async Task FileSink_CompletedWithinOneMillisecond_NamesStayApartAndInOrder()
    {
        await using (var sink = Sink(new() { MaxFileBytes = 1 }))
        {
            await WriteAsync(sink, "1");
            await WriteAsync(sink, "2");
            await WriteAsync(sink, "3");
        }

        Names().Should().Equal("events-20261128T120000000Z.ndjson", "events-20261128T120000001Z.ndjson", "events.ndjson");
        AllLines().Should().Equal("1", "2", "3");
    }

    [Fact]
    public async Task FileSink_NothingMoreComes_CompletesTheFileAtItsAge()
    {
        await using var sink = Sink(new() { MaxFileAge = TimeSpan.FromHours(1) });
        await WriteAsync(sink, "1");
        _time.Advance(TimeSpan.FromMinutes(59));
        await WriteAsync(sink, "2");
        Names().Should().Equal("events.ndjson");

        _time.Advance(TimeSpan.FromMinutes(1));

        Names().Should().Equal("events-20261128T130000000Z.ndjson");
        ContentOf("events-20261128T130000000Z.ndjson").Should().Be("1\n2\n");
    }

    [Fact]
    public async Task FileSink_CompletedByItsSizeMeanwhile_AgeCountsFromTheNextFile()
    {
        await using var sink = Sink(new() { MaxFileBytes = 3, MaxFileAge = TimeSpan.FromHours(1) });
        await WriteAsync(sink, "1");
        _time.Advance(TimeSpan.FromMinutes(40));
        await WriteAsync(sink, "2");
        _time.Advance(TimeSpan.FromMinutes(30));
        Names().Should().Equal("events-20261128T124000000Z.ndjson", "events.ndjson");

        _time.Advance(TimeSpan.FromMinutes(30));

        Names().Should().Equal("events-20261128T124000000Z.ndjson", "events-20261128T134000000Z.ndjson");
    }

    [Fact]
    public async Task FileSink_EmptyFile_NeverCompleted()
    {
        await using (var sink = Sink(new() { MaxFileAge = TimeSpan.FromHours(1) }))
        {
            sink.Open();
            _time.Advance(TimeSpan.FromDays(1));
            await WriteAsync(sink, "1");
        }

        Names().Should().Equal("events.ndjson");
    }

    [Fact]
    public async Task FileSink_StartedAnew_FileKeepsItsAge()
    {
        // The age of a file that was there before is told by the file system, which knows only of real time.
        _time.SetUtcNow(new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await File.WriteAllTextAsync(_folder.File("events.ndjson"), "1\n", _cancellation);
        await using (var sink = Sink(new() { MaxFileAge = TimeSpan.FromHours(1) }))
        {
            await WriteAsync(sink, "2");
        }

        Names().Should().HaveCount(2);
        ContentOf("events.ndjson").Should().Be("2\n");
    }

    [Fact]
    public async Task FileSink_StartedAnewAndNothingMoreComes_CompletesTheFileAtItsAge()
    {
        await File.WriteAllTextAsync(_folder.File("events.ndjson"), "1\n", _cancellation);
        var completed = new TaskCompletionSource();
        using var watcher = new FileSystemWatcher(_folder.File("")) { EnableRaisingEvents = true };
        watcher.Renamed += (_, _) => completed.TrySetResult();
        await using var sink = Sink(new() { MaxFileAge = TimeSpan.FromHours(1) });
        sink.Open();
        _time.Advance(TimeSpan.FromHours(1));
        await completed.Task.WaitAsync(_cancellation);

        Names().Should().ContainSingle().Which.Should().StartWith("events-");
    }

    [Fact]
    public async Task FileSink_ClockSetBackByMonths_WritesOnceAndCompletesTheFileAtItsAge()
    {
        await using var sink = Sink(new() { MaxFileAge = TimeSpan.FromHours(1) });
        await WriteAsync(sink, "1");

        _time.AdjustTime(Noon - TimeSpan.FromDays(60));
        await WriteAsync(sink, "2");
        AllLines().Should().Equal("1", "2");
        _time.Advance(TimeSpan.FromHours(1));

        Names().Should().Equal("events-20260929T130000000Z.ndjson");
        AllLines().Should().Equal("1", "2");
    }

    [Fact]
    public async Task FileSink_Gzip_CompletedFilesAreCompressed()
    {
        await using (var sink = Sink(new() { MaxFileBytes = 4, Compression = FileCompression.Gzip }))
        {
            await WriteAsync(sink, "1", "2");
            await WriteAsync(sink, "3", "4");
            await WriteAsync(sink, "5");
        }

        Names().Should().Equal("events-20261128T120000000Z.ndjson.gz", "events-20261128T120000001Z.ndjson.gz", "events.ndjson");
        AllLines().Should().Equal("1", "2", "3", "4", "5");
    }

    [Fact]
    public async Task FileSink_GzipAndAge_CompressedThoughNothingMoreComes()
    {
        await using (var sink = Sink(new() { MaxFileAge = TimeSpan.FromHours(1), Compression = FileCompression.Gzip }))
        {
            await WriteAsync(sink, "1");
            _time.Advance(TimeSpan.FromHours(1));
        }

        Names().Should().Equal("events-20261128T130000000Z.ndjson.gz");
        AllLines().Should().Equal("1");
    }

    [Fact]
    public async Task FileSink_KilledBeforeCompressing_CompressesAtTheNextStart()
    {
        await File.WriteAllTextAsync(_folder.File("events-20261128T110000000Z.ndjson"), "1\n", _cancellation);
        await File.WriteAllTextAsync(_folder.File(".events-20261128T110000000Z.ndjson.gz.tmp"), "torn", _cancellation);
        await using (var sink = Sink(new() { MaxFileBytes = 100, Compression = FileCompression.Gzip }))
        {
            await WriteAsync(sink, "2");
        }

        Names().Should().Equal("events-20261128T110000000Z.ndjson.gz", "events.ndjson");
        AllLines().Should().Equal("1", "2");
    }

    [Fact]
    public async Task FileSink_OneFileCannotBeCompressed_TheOthersAre()
    {
        foreach (var hour in (int[])[10, 11])
        {
            await File.WriteAllTextAsync(_folder.File($"events-20261128T{hour}0000000Z.ndjson"), $"{hour}\n", _cancellation);
        }

        Directory.CreateDirectory(_folder.File(".events-20261128T100000000Z.ndjson.gz.tmp"));
        await using (var sink = Sink(new() { MaxFileBytes = 100, Compression = FileCompression.Gzip }))
        {
            await WriteAsync(sink, "12");
        }

        Names().Should().Equal("events-20261128T100000000Z.ndjson", "events-20261128T110000000Z.ndjson.gz", "events.ndjson");
    }

    [Fact]
    public async Task FileSink_CompressingFails_LeavesNothingOfIt()
    {
        // What is half compressed may be what has filled the disk.
        await using (var sink = Sink(new() { MaxFileBytes = 1, Compression = FileCompression.Gzip }))
        {
            Directory.CreateDirectory(_folder.File("events-20261128T120000000Z.ndjson.gz"));
            await WriteAsync(sink, "1");
            await WriteAsync(sink, "2");
        }

        Names().Should().Equal("events-20261128T120000000Z.ndjson", "events.ndjson");
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task FileSink_PrivateFile_WhatFollowsItIsPrivateToo()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes.");
        const UnixFileMode OwnersAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await File.WriteAllTextAsync(_folder.File("events.ndjson"), "1\n", _cancellation);
        File.SetUnixFileMode(_folder.File("events.ndjson"), OwnersAlone);
        await using (var sink = Sink(new() { MaxFileBytes = 1, Compression = FileCompression.Gzip }))
        {
            await WriteAsync(sink, "2");
        }

        Names().Should().Equal("events-20261128T120000000Z.ndjson.gz", "events.ndjson");
        Names().Should().AllSatisfy(name => File.GetUnixFileMode(_folder.File(name)).Should().Be(OwnersAlone));
    }

    [Fact]
    public async Task FileSink_KilledBeforeRemovingWhatIsCompressed_RemovesItAtTheNextStart()
    {
        await using (var sink = Sink(new() { MaxFileBytes = 1, Compression = FileCompression.Gzip }))
        {
            await WriteAsync(sink, "1");
            await WriteAsync(sink, "2");
        }

        await File.WriteAllTextAsync(_folder.File("events-20261128T120000000Z.ndjson"), "1\n", _cancellation);
        await using (var sink = Sink(new() { MaxFileBytes = 100, Compression = FileCompression.Gzip }))
        {
            await WriteAsync(sink, "3");
        }

        Names().Should().Equal("events-20261128T120000000Z.ndjson.gz", "events.ndjson");
        AllLines().Should().Equal("1", "2", "3");
    }

    [Fact]
    public async Task FileSink_WhatIsNamedAsCompressedIsTorn_IsNotTakenForTheRecords()
    {
        // As gzip of somebody else's leaves it that is killed.
        await File.WriteAllTextAsync(_folder.File("events-20261128T110000000Z.ndjson"), "1\n", _cancellation);
        await File.WriteAllBytesAsync(_folder.File("events-20261128T110000000Z.ndjson.gz"), [0x1f, 0x8b, 8, 0], _cancellation);
        await using (var sink = Sink(new() { MaxFileBytes = 100, Compression = FileCompression.Gzip }))
        {
            await WriteAsync(sink, "2");
        }

        Names().Should().Equal("events-20261128T110000000Z.ndjson.gz", "events.ndjson");
        AllLines().Should().Equal("1", "2");
    }

    [Theory]
    [InlineData("events-20261128T1100000000Z.ndjson")]
    [InlineData("events-20261328T110000000Z.ndjson")]
    [InlineData("events-yesterday.ndjson")]
    [InlineData("other-20261128T110000000Z.ndjson")]
    [InlineData("events-20261128T110000000Z.json")]
    public async Task FileSink_FilesOfOthers_LeftAsTheyAre(string name)
    {
        await File.WriteAllTextAsync(_folder.File(name), "x\n", _cancellation);
        await using (var sink = Sink(new() { MaxFileBytes = 1, Compression = FileCompression.Gzip }))
        {
            await WriteAsync(sink, "1");
        }

        Names().Should().BeEquivalentTo(name, "events.ndjson");
        ContentOf(name).Should().Be("x\n");
    }

    [Fact]
    public async Task FileSink_Link_TheFileBehindItIsCompleted()
    {
        Directory.CreateDirectory(_folder.File("disk"));
        File.CreateSymbolicLink(_folder.File("events.ndjson"), _folder.File("disk/trail.ndjson"));
        await using (var sink = Sink(new() { MaxFileBytes = 1, Compression = FileCompression.Gzip }))
        {
            await WriteAsync(sink, "1");
            await WriteAsync(sink, "2");
        }

        Names("disk").Should().Equal("trail-20261128T120000000Z.ndjson.gz", "trail.ndjson");
        ContentOf("events.ndjson").Should().Be("2\n");
    }

    [Fact]
    public void FileSink_AnySchedule_EveryRecordOnceAndInOrder() => Gen.Select(Gen.Int[1, 60], Gen.Int[1, 5], Gen.Bool, Gen.Enum<Step>().Array[1, 30]).Sample(
        (bytes, minutes, gzip, steps) => RunAsync(bytes, minutes, gzip, steps).GetAwaiter().GetResult(),
        iter: 100,
        threads: 1);

    async Task RunAsync(int bytes, int minutes, bool gzip, Step[] steps)
    {
        using var folder = new TemporaryFolder();
        var options = new FileSinkOptions
        {
            Path = folder.File("events.ndjson"),
            MaxFileBytes = bytes,
            MaxFileAge = TimeSpan.FromMinutes(minutes),
            Compression = gzip ? FileCompression.Gzip : FileCompression.None,
        };
        var written = 0;
        var sink = new FileSink(options, _time);
        foreach (var step in steps)
        {
            switch (step)
            {
                case Step.WriteOne or Step.WriteMany:
                    var count = step == Step.WriteOne ? 1 : 7;
                    await WriteAsync(sink, [.. Enumerable.Range(written, count).Select(static n => $"{n}")]);
                    written += count;
                    break;
                case Step.PassTime:
                    _time.Advance(TimeSpan.FromMinutes(1));
                    break;
                default:
                    await sink.DisposeAsync();
                    sink = new FileSink(options, _time);
                    break;
            }
        }

        await sink.DisposeAsync();
        LinesOf(folder.File("")).Should().Equal(Enumerable.Range(0, written).Select(static n => $"{n}"));
    }

    enum Step
    {
        WriteOne,
        WriteMany,
        PassTime,
        StartAnew,
    }

    FileSink Sink(FileSinkOptions options)
    {
        options.Path = _folder.File("events.ndjson");
        return new FileSink(options, _time);
    }

    async Task WriteAsync(FileSink sink, params string[] records)
    {
        using var batch = Batches.Of(records);
        await sink.WriteAsync(batch, _cancellation);
    }

    string[] Names(string folder = "") => [.. Directory.GetFiles(_folder.File(folder)).Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    string ContentOf(string name) => File.ReadAllText(_folder.File(name));

    IEnumerable<string> AllLines() => LinesOf(_folder.File(""));

    static IEnumerable<string> LinesOf(string folder) => Directory.GetFiles(folder).Order(StringComparer.Ordinal).SelectMany(LinesOfFile);

    static string[] LinesOfFile(string path)
    {
        using var file = File.OpenRead(path);
        using Stream plain = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        return new StreamReader(plain).ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
