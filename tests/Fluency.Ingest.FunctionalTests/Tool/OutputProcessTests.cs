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
