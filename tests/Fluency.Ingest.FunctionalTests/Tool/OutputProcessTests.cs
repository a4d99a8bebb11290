using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Tool;

public sealed class OutputProcessTests : IDisposable
{
    readonly ToolFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--help > /dev/full")]
    [InlineData("template cloudtrail > /dev/full")]
    [InlineData("explain - < /dev/null > /dev/full")]
    [InlineData("doctor --json > /dev/full")]
    public async Task Command_DiskOfTheOutputIsFull_EndsWithOneAndOneSentence(string line)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has /dev/full.");
        _folder.Write("ingest.json", """{ "Sources": { "a": { "Type": "Files", "Paths": ["."], "Router": "AWSCloudTrail_Adjustments", "Sinks": ["b"] } }, "Sinks": { "b": { "Type": "Null" } } }"""u8);

        var (exitCode, _, error) = await ToolProcess.RunInShellAsync(_folder.FullPath, line);

        exitCode.Should().Be(1, error);
        error.Should().StartWith("error: Standard output could not be written: ").And.NotContain("   at ");
        error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().ContainSingle();
    }

    // A file that may not grow, which is what a full disk does to it. The runtime keeps its code in such files unless it is told not to.
    [Theory]
    [InlineData(2, "init --queue-url https://sqs.us-east-1.amazonaws.com/111122223333/trail --output new.json", "could not be written")]
    [InlineData(2, "template cloudtrail --output new.yaml", "could not be written")]
    [InlineData(1, "decode a.json --sink null --stats new.json", "The statistics could not be written")]
    public async Task Command_DiskOfAFileIsFull_LeavesNothingOfIt(int expected, string line, string problem)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It has no such limit.");
        _folder.Write("a.json", "{\"n\":1}"u8);

        var (exitCode, _, error) = await ToolProcess.RunInShellAsync(_folder.FullPath, line, "export DOTNET_EnableWriteXorExecute=0; trap '' XFSZ; ulimit -f 0;");

        exitCode.Should().Be(expected, error);
        error.Should().Contain(problem);
        Directory.GetFiles(_folder.FullPath).Should().Equal(_folder.File("a.json"));
    }

    [Fact]
    public async Task Doctor_OutputIsAPipe_HasNoColours()
    {
        var config = _folder.Write("ingest.json", """{ "Sources": { "a": { "Type": "Files", "Paths": ["."], "Router": "AWSCloudTrail_Adjustments", "Sinks": ["b"] } }, "Sinks": { "b": { "Type": "Null" } } }"""u8);

        var (_, output, error) = await ToolProcess.RunAsync(_folder.FullPath, new Dictionary<string, string> { ["TERM"] = "xterm-256color", ["COLORTERM"] = "truecolor" }, "doctor", "--config", config);

        (output + error).Should().Contain("skipped").And.NotContain("\u001b");
    }

    [Fact]
    public async Task Command_ReaderOfTheOutputEnds_EndsQuietly()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There the runtime hides that the reader has gone.");
        using var tool = ToolProcess.Start(_folder.FullPath, "explain", "-");
        tool.Output.Close();

        tool.Input.Close();

        (await tool.WaitAsync()).Should().Be(141);
        (await tool.ReadErrorAsync()).Should().BeEmpty();
    }
}
