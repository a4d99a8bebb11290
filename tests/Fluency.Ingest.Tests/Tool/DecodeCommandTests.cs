using System.IO.Pipelines;
using System.Text.Json;
using Fluency.Ingest.Sinks;
using Fluency.Ingest.Tests.Support;
using Fluency.Ingest.Tool;
using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fluency.Ingest.Tests.Tool;

public sealed class DecodeCommandTests
{
    [Fact]
    public async Task Decode_Folder_PrintsRecordsInTheOrderOfThePaths()
    {
        using var folder = new TemporaryDirectory();
        folder.Write("b.json.gz", Some.Gzip(Some.Wrapper("b", 2)));
        folder.Write("a/z.json", "{\"Records\":[{\"name\": \"z\"}]}"u8.ToArray());
        folder.Write("a.json.gz", Some.Gzip(Some.Wrapper("a", 1)));

        var run = await ToolRun.RunAsync("decode", folder.FullPath);

        run.ExitCode.Should().Be(0);
        run.Output.Should().Be("{\"name\":\"a\",\"n\":0}\n{\"name\": \"z\"}\n{\"name\":\"b\",\"n\":0}\n{\"name\":\"b\",\"n\":1}\n");
        run.Error.Should().Contain("4 records read, 4 delivered");
    }

    [Fact]
    public async Task Decode_PathsInAnyOrder_AreReadInTheOrderOfThePaths()
    {
        using var folder = new TemporaryDirectory();
        var later = folder.Write("b.json", "{\"n\":2}"u8.ToArray());
        var below = folder.Write("a/x.json", "{\"n\":1}"u8.ToArray());
        var beside = folder.Write("a-b.json", "{\"n\":0}"u8.ToArray());

        var run = await ToolRun.RunAsync("decode", later, Path.GetDirectoryName(below)!, beside);

        run.Output.Should().Be("{\"n\":0}\n{\"n\":1}\n{\"n\":2}\n");
    }

    [Fact]
    public async Task Decode_NoProcessors_KeepsTheBytesOfRecords()
    {
        using var folder = new TemporaryDirectory();
        const string Record = """{"b":1371.0,"a":"\u0041 \/","b":1.688560107857E9}""";
        var path = folder.Write("a.json", System.Text.Encoding.UTF8.GetBytes($$"""{"Records":[{{Record}}]}"""));

        (await ToolRun.RunAsync("decode", path)).Output.Should().Be(Record + "\n");
    }

    [Fact]
    public async Task Decode_Processors_AreAppliedInTheirOrder()
    {
        using var folder = new TemporaryDirectory();
        var path = folder.Write("a.json.gz", Some.Gzip("""{"Records":[{"eventVersion":"1.09","eventName":"X","eventSource":"s3.amazonaws.com","eventTime":"2026-01-02T00:00:00Z"}]}"""));

        var run = await ToolRun.RunAsync("decode", path, "--processors", " awscloudtrail_adjustments ,");

        run.Output.Should().StartWith("{\"@timestamp\":").And.Contain("\"@cloudtrail\":{\"eventVersion\":\"1.09\"");
    }

    [Fact]
    public async Task Decode_SinkIsAFile_AppendsToIt()
    {
        using var folder = new TemporaryDirectory();
        var path = folder.Write("a.json", "{\"n\":1}"u8.ToArray());
        var output = Path.Combine(folder.FullPath, "out", "x.ndjson");

        var run = await ToolRun.RunAsync("decode", path, "--sink", output);

        run.ExitCode.Should().Be(0);
        run.Output.Should().BeEmpty();
        (await File.ReadAllTextAsync(output, TestContext.Current.CancellationToken)).Should().Be("{\"n\":1}\n");
    }

    [Theory]
    [InlineData("Console", "{\"n\":1}\n")]
    [InlineData("NULL", "")]
    public async Task Decode_SinkIsNamedInAnotherCase_IsThatSink(string sink, string output)
    {
        using var folder = new TemporaryDirectory();
        var path = folder.Write("a.json", "{\"n\":1}"u8.ToArray());

        var run = await ToolRun.RunAsync("decode", path, "--sink", sink);

        run.ExitCode.Should().Be(0);
        run.Output.Should().Be(output);
        File.Exists(sink).Should().BeFalse();
    }

    [Theory]
    [InlineData("--sink", "none", "console, null (nowhere) or a file")]
    [InlineData("--sink", "-", "console, null (nowhere) or a file")]
    [InlineData("--quarantine", "NULL", "a file or none")]
    [InlineData("--quarantine", "console", "a file or none")]
    [InlineData("--quarantine", "-", "a file or none")]
    public async Task Decode_WordOfAnotherOption_IsNoFile(string option, string word, string allowed)
    {
        using var folder = new TemporaryDirectory();
        var path = folder.Write("a.json", "{\"n\":1}"u8.ToArray());

        var run = await ToolRun.RunAsync("decode", path, option, word);

        run.ExitCode.Should().Be(2);
        run.Error.Should().StartWith($"error: {option} is '{word}' but must be {allowed}. A file of that name is given as ./{word}.");
        File.Exists(word).Should().BeFalse();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Decode_StandardInput_IsReadAsAFileIs(bool isCompressed)
    {
        var content = isCompressed ? Some.Gzip(Some.Wrapper("a", 2)) : System.Text.Encoding.UTF8.GetBytes(Some.Wrapper("a", 2));

        var run = await ToolRun.RunAsync(new MemoryStream(content), null, static () => new StopSignals(), ["decode", "-"]);

        run.ExitCode.Should().Be(0, run.Error);
        run.Output.Should().Be("{\"name\":\"a\",\"n\":0}\n{\"name\":\"a\",\"n\":1}\n");
        run.Error.Should().NotContain("warning");
    }

    [Fact]
    public async Task Decode_StandardInputIsEmpty_WarnsOfIt()
    {
        var run = await ToolRun.RunAsync("decode", "-");

        run.ExitCode.Should().Be(0);
        run.Error.Should().StartWith($"warning: Nothing came on standard input.{Environment.NewLine}done after");
    }

    [Fact]
    public async Task Decode_StandardInputIsCut_EndsWithOne()
    {
        var content = Some.Gzip(Some.Wrapper("a", 2));

        var run = await ToolRun.RunAsync(new MemoryStream(content, 0, content.Length - 1), null, static () => new StopSignals(), ["decode", "-", "--quarantine", "none"]);

        run.ExitCode.Should().Be(1);
        run.Output.Should().BeEmpty();
        run.Error.Should().Contain("Delivery stdin");
    }

    [Fact]
    public async Task Decode_FolderWithoutLogs_SaysThatNoFileWasFound()
    {
        using var folder = new TemporaryDirectory();
        folder.Write("a.txt", "{}"u8.ToArray());

        var run = await ToolRun.RunAsync("decode", folder.FullPath);

        run.ExitCode.Should().Be(0);
        run.Error.Should().StartWith("warning: No file was found. A folder is searched for *.json.gz");
    }

    [Fact]
    public async Task Decode_RecordPassesALimit_SaysHowItIsRaisedHere()
    {
        using var folder = new TemporaryDirectory();
        var path = folder.Write("a.json", "{\"Records\":[{\"n\":123456789}]}"u8.ToArray());

        var refused = await ToolRun.RunAsync("decode", path, "--quarantine", "none", "--set", "Pipe:Records:MaxRecordBytes=10");
        var taken = await ToolRun.RunAsync("decode", path, "--quarantine", "none", "--set", "ingest:Pipe:Records:MaxRecordBytes=20");

        refused.ExitCode.Should().Be(1);
        refused.Error.Should().Contain("warning: A file passed a limit. It is raised by --set Pipe:Records:MaxRecordBytes=NUMBER.");
        taken.ExitCode.Should().Be(0);
        taken.Output.Should().Be("{\"n\":123456789}\n");
    }

    [Fact]
    public async Task Decode_WrongSettings_AreAllNamed()
    {
        using var folder = new TemporaryDirectory();

        var run = await ToolRun.RunAsync("decode", folder.FullPath, "--set", "x", "--set", "Sinks:a=1", "--set", "Pipe:Records:MaxDept=1", "--set", "Pipe:BatchRecords=0");

        run.ExitCode.Should().Be(2);
        run.Error.Should().ContainAll("must be PATH=VALUE", "Sinks is no known key", "Did you mean 'MaxDepth'?", "Pipe:BatchRecords is '0'");
    }

    [Fact]
    public async Task Decode_Statistics_AreTheObjectOfTheContract()
    {
        using var folder = new TemporaryDirectory();
        var content = Some.Gzip(Some.Wrapper("a", 3));
        var path = folder.Write("a.json.gz", content);
        var stats = Path.Combine(folder.FullPath, "new", "stats.json");

        await ToolRun.RunAsync("decode", path, "--sink", "null", "--stats", stats);

        using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(stats, TestContext.Current.CancellationToken));
        json.RootElement.EnumerateObject().Select(property => property.Name).Should().Equal("seconds", "cpuSeconds", "allocatedBytes", "peakWorkingSetBytes", "messages", "objects", "records", "sinks");
        Compact(json, "messages").Should().Be("""{"received":1,"complete":1,"returned":0,"rejected":0}""");
        Compact(json, "objects").Should().Be($$"""{"read":1,"failed":0,"quarantined":0,"bytesCompressed":{{content.Length}},"bytesDecompressed":{{Some.Wrapper("a", 3).Length}}}""");
        Compact(json, "records").Should().Be("""{"read":3,"delivered":3,"dropped":0,"unrouted":0,"quarantined":0}""");
        Compact(json, "sinks").Should().Be($$$"""{"null":{"records":3,"bytes":{{{3 * Some.RecordText("a", 0).Length}}},"batches":1,"retries":0}}""");
        Directory.GetFiles(Path.GetDirectoryName(stats)!).Should().Equal(stats);
    }

    [Fact]
    public async Task Decode_StatisticsCannotBeWritten_EndsWithOne()
    {
        using var folder = new TemporaryDirectory();
        var path = folder.Write("a.json", "{\"n\":1}"u8.ToArray());

        var run = await ToolRun.RunAsync("decode", path, "--sink", "null", "--stats", Path.Combine(path, "stats.json"));

        run.ExitCode.Should().Be(1);
        run.Error.Should().Contain("error: The statistics could not be written");
    }

    [Theory]
    [InlineData("-", "must be a file")]
    [InlineData(".", "a folder, but must be a file")]
    public async Task Decode_StatisticsCanBeNoFile_IsSaidBeforeTheWork(string stats, string expected)
    {
        using var folder = new TemporaryDirectory();
        var path = folder.Write("a.json", "{\"n\":1}"u8.ToArray());

        var run = await ToolRun.RunAsync("decode", path, "--stats", stats);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain($"--stats is '{stats}'").And.Contain(expected);
        run.Output.Should().BeEmpty();
    }

    [Fact]
    public async Task Decode_ReaderOfTheOutputHasGone_EndsQuietly()
    {
        using var folder = new TemporaryDirectory();
        folder.Write("a.json.gz", Some.Gzip(Some.Wrapper("a", 5000)));
        folder.Write("b.json.gz", Some.Gzip(Some.Wrapper("b", 5000)));
        var gone = new DelegateSink((_, _) => throw new SinkException(ConsoleSink.ClosedMessage, isTransient: true));

        var run = await ToolRun.RunAsync(Stream.Null, gone, static () => new StopSignals(), ["decode", folder.FullPath]);

        run.Should().Be(new ToolRun(141, "", ""));
    }

    [Theory(Timeout = 20_000)]
    [InlineData(28)]
    [InlineData(5)]
    public async Task Decode_OutputCannotBeWritten_EndsAndSaysWhy(int systemError)
    {
        using var folder = new TemporaryDirectory();
        folder.Write("a.json", "{\"n\":1}"u8.ToArray());
        var broken = new DelegateSink((_, _) => throw new SinkException("It is broken", isTransient: true, innerException: new IOException("", systemError)));

        var run = await ToolRun.RunAsync(Stream.Null, broken, static () => new StopSignals(), ["decode", folder.FullPath]).WaitAsync(TestContext.Current.CancellationToken);

        run.ExitCode.Should().Be(1);
        run.Error.Should().StartWith("error: It is broken. The run ended there").And.NotContain("warning");
    }

    [Fact(Timeout = 20_000)]
    public async Task Decode_OutputIsBusy_IsTriedAgain()
    {
        using var folder = new TemporaryDirectory();
        folder.Write("a.json", "{\"n\":1}"u8.ToArray());
        var tries = 0;
        var busy = new DelegateSink((_, _) => ++tries == 1
            ? throw new SinkException("It is busy", isTransient: true, innerException: new IOException("", SystemError.WouldBlock))
            : ValueTask.CompletedTask);

        var run = await ToolRun.RunAsync(Stream.Null, busy, static () => new StopSignals(), ["decode", folder.FullPath]).WaitAsync(TestContext.Current.CancellationToken);

        run.ExitCode.Should().Be(0);
        tries.Should().Be(2);
    }

    [Fact]
    public async Task Decode_Signal_DrainsAndEndsWith130()
    {
        using var folder = new TemporaryDirectory();
        var path = folder.Write("a.json.gz", Some.Gzip(Some.Wrapper("a", 10)));
        var signals = new StopSignals();
        var received = 0;
        var sink = new DelegateSink((batch, _) =>
        {
            signals.Receive().Should().BeTrue();
            received += batch.Count;
            return ValueTask.CompletedTask;
        });

        var run = await ToolRun.RunAsync(Stream.Null, sink, () => signals, ["decode", path, "--set", "Pipe:DrainTimeout=00:00:20"]);

        run.ExitCode.Should().Be(130);
        var lines = run.Error.Split(Environment.NewLine);
        lines[0].Should().EndWith(" info: draining: work in hand is finished within 20 s (Pipe:DrainTimeout); a second signal gives it up");
        lines[1].Should().StartWith("stopped after");
        received.Should().Be(10);
    }

    // Without the second signal the run would be given up too, but only after the drain's 30 seconds.
    [Fact(Timeout = 20_000)]
    public async Task Decode_SecondSignal_GivesUp()
    {
        using var folder = new TemporaryDirectory();
        var path = folder.Write("a.json.gz", Some.Gzip(Some.Wrapper("a", 10)));
        var time = new FakeTimeProvider();
        var signals = new StopSignals(time);
        var sink = new DelegateSink(async (_, cancelled) =>
        {
            signals.Receive();
            time.Advance(TimeSpan.FromSeconds(1));
            signals.Receive().Should().BeTrue();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancelled);
        });

        var run = await ToolRun.RunAsync(Stream.Null, sink, () => signals, ["decode", path]).WaitAsync(TestContext.Current.CancellationToken);

        run.ExitCode.Should().Be(130);
        run.Error.Should().Contain("1 returned").And.Contain("gives up the work in hand, since a second signal came").And
            .Contain("(deliveries: 1) that its source does not give a second time").And.NotContain("comes again").And.NotContain("failed");
    }

    // A writer that got the signal too has perhaps not written everything, and lines of JSON look whole wherever they end.
    [Fact(Timeout = 20_000)]
    public async Task Decode_StandardInputEndsAfterASignal_IsNotCalledComplete()
    {
        var signals = new StopSignals();
        var input = new System.IO.Pipelines.Pipe(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1));
        var running = ToolRun.RunAsync(input.Reader.AsStream(), null, () => signals, ["decode", "-"]);
        await input.Writer.WriteAsync("{\"n\":1}\n"u8.ToArray(), TestContext.Current.CancellationToken);

        signals.Receive();
        await input.Writer.CompleteAsync();

        var run = await running;
        run.ExitCode.Should().Be(130);
        run.Error.Should().Contain("0 complete, 1 returned, 0 rejected").And.Contain("Read it anew");
    }

    static string Compact(JsonDocument json, string name) => JsonSerializer.Serialize(json.RootElement.GetProperty(name));
}
