using System.Diagnostics;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Tool;

public sealed class DecodeProcessTests : IDisposable
{
    const string Records = """{"Records":[{"n":1},{"n":2}]}""";

    readonly ToolFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Decode_TruncatedFile_EndsWithOneAndDecodesTheOthers()
    {
        _folder.Write("a.json.gz", ToolFolder.Gzip(Records));
        var broken = _folder.Write("b.json.gz", ToolFolder.Gzip(Records).AsSpan()[..^9]);
        _folder.Write("c.json.gz", ToolFolder.Gzip(Records));

        var (exitCode, output, error) = await ToolProcess.RunAsync(_folder.FullPath, "decode", ".");

        exitCode.Should().Be(1);
        output.Should().Be("{\"n\":1}\n{\"n\":2}\n{\"n\":1}\n{\"n\":2}\n");
        error.Should().Contain(broken).And.Contain("Truncated");
        _folder.Objects("quarantine.ndjson").Should().ContainSingle().Which.GetProperty("@source").GetString().Should().Be(broken);
    }

    [Theory]
    [InlineData("not JSON at all", "Corrupt")]
    [InlineData("{\"Records\":[{\"n\":1}", "Truncated")]
    [InlineData("{\"Records\":[{\"n\":1}]} trailing", "Corrupt")]
    public async Task Decode_DamagedFile_DeliversNothingOfIt(string content, string cause)
    {
        var path = _folder.Write("a.json.gz", ToolFolder.Gzip(content));

        var (exitCode, output, error) = await ToolProcess.RunAsync(_folder.FullPath, "decode", path);

        exitCode.Should().Be(1);
        output.Should().BeEmpty();
        error.Should().Contain(path).And.Contain(cause);
    }

    [Fact]
    public async Task Decode_NothingForTheQuarantine_MakesNoFile()
    {
        _folder.Write("a.json", "{\"n\":1}"u8);

        (await ToolProcess.RunAsync(_folder.FullPath, "decode", "a.json")).ExitCode.Should().Be(0);

        Directory.GetFiles(_folder.FullPath).Should().Equal(_folder.File("a.json"));
    }

    [Fact]
    public async Task Decode_RecordThatNoRouteTakes_IsKeptWithItsReason()
    {
        _folder.Write("a.json", "{\"no\":\"record of CloudTrail\"}"u8);

        var (exitCode, output, error) = await ToolProcess.RunAsync(_folder.FullPath, "decode", "a.json", "--processors", "AWSCloudTrail_Adjustments");

        exitCode.Should().Be(1, "nothing came out");
        output.Should().BeEmpty();
        error.Should().Contain("1 quarantined").And.Contain(_folder.File("quarantine.ndjson"));
        _folder.Objects("quarantine.ndjson").Should().ContainSingle().Which.GetProperty("@record").GetProperty("no").GetString().Should().Be("record of CloudTrail");
    }

    [Fact]
    public async Task Decode_ReaderOfTheOutputEnds_EndsQuietly()
    {
        var records = string.Join(',', Enumerable.Range(0, 200_000).Select(n => $"{{\"n\":{n}}}"));
        _folder.Write("a.json.gz", ToolFolder.Gzip($"{{\"Records\":[{records}]}}"));
        using var tool = ToolProcess.Start(_folder.FullPath, "decode", "a.json.gz");

        await tool.Output.ReadLineAsync(TestContext.Current.CancellationToken);
        tool.Output.Close();

        (await tool.WaitAsync()).Should().Be(141, "the output is not whole, and shells know this code as that of a closed pipe");
        (await tool.ReadErrorAsync()).Should().BeEmpty();
        Directory.GetFiles(_folder.FullPath).Should().Equal(_folder.File("a.json.gz"));
    }

    [Theory]
    [InlineData("> /dev/full")]
    [InlineData(">&-")]
    public async Task Decode_OutputCannotBeWritten_EndsWithOneAndSaysWhy(string redirection)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has /dev/full.");
        _folder.Write("a.json", "{\"n\":1}"u8);

        var (exitCode, _, error) = await ToolProcess.RunInShellAsync(_folder.FullPath, $"decode a.json {redirection}");

        exitCode.Should().Be(1);
        error.Should().StartWith("error: Standard output could not be written").And.Contain("its output is not whole");
    }

    [Theory]
    [InlineData("2> /dev/full")]
    [InlineData("2>&-")]
    public async Task Decode_StandardErrorCannotBeWritten_DoesItsWorkAllTheSame(string redirection)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has /dev/full.");
        _folder.Write("a.json", "{\"n\":1}"u8);

        var (exitCode, output, _) = await ToolProcess.RunInShellAsync(_folder.FullPath, $"decode a.json {redirection}");

        exitCode.Should().Be(0);
        output.Should().Be("{\"n\":1}\n");
    }

    [Fact(Timeout = 60_000)]
    public async Task Decode_SignalWhileStandardInputGivesNothing_EndsWhenTheDrainDoes()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        using var tool = ToolProcess.Start(_folder.FullPath, "decode", "-", "--set", "Pipe:DrainTimeout=00:00:01");

        // More than a pipe holds: when it is written, the tool reads, and heeds signals.
        await tool.Input.WriteAsync(string.Concat(Enumerable.Repeat("{\"n\":1}\n", 40_000)).AsMemory(), TestContext.Current.CancellationToken);
        await tool.Input.FlushAsync(TestContext.Current.CancellationToken);
        await tool.SignalAsync("INT");

        (await tool.WaitAsync().WaitAsync(TestContext.Current.CancellationToken)).Should().Be(130);
        (await tool.ReadErrorAsync()).Should().Contain("1 file received, 0 complete, 1 returned");
        File.Exists(_folder.File("quarantine.ndjson")).Should().BeFalse();
    }

    [Fact(Timeout = 60_000)]
    public async Task Decode_SignalWhileANamedPipeGivesNothing_EndsWhenTheDrainDoes()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It has no such files.");
        using (var make = Process.Start("mkfifo", _folder.File("pipe")))
        {
            await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        using var tool = ToolProcess.Start(_folder.FullPath, "decode", "pipe", "--set", "Pipe:DrainTimeout=00:00:01");

        // Opens when the tool does, which heeds signals by then.
        await using var writer = await Task.Run(() => new FileStream(_folder.File("pipe"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite), TestContext.Current.CancellationToken);
        await tool.SignalAsync("TERM");

        (await tool.WaitAsync().WaitAsync(TestContext.Current.CancellationToken)).Should().Be(130);
        (await tool.ReadErrorAsync()).Should().Contain("1 file received, 0 complete, 1 returned");
    }
}
