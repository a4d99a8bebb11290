using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Tool;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("run")]
    [InlineData("decode")]
    [InlineData("explain")]
    [InlineData("template")]
    [InlineData("init")]
    [InlineData("doctor")]
    public async Task Help_OfEachCommand_HasAnExample(string command)
    {
        var run = await ToolRun.RunAsync(command, "--help");

        run.ExitCode.Should().Be(0);
        run.Error.Should().BeEmpty();
        run.Output.Should().Contain("Usage:").And.MatchRegex($@"Examples:\s[\s\S]*fluency-ingest {command}");
    }

    [Fact]
    public async Task Help_OfTheTool_HasAnExampleOfEachCommand()
    {
        var run = await ToolRun.RunAsync("--help");

        run.ExitCode.Should().Be(0);
        run.Output.Should().ContainAll("fluency-ingest run --config", "fluency-ingest decode", "fluency-ingest explain");
    }

    [Fact]
    public async Task Help_OfTheTool_ShowsWhatMayBeLeftOut()
    {
        var run = await ToolRun.RunAsync("--help");

        run.Output.Should().Contain("  explain [FILE]   Says").And.Contain("  decode <PATH>    Runs");
    }

    [Fact]
    public async Task NoArguments_AreAnsweredByTheHelp()
    {
        var (nothing, help) = (await ToolRun.RunAsync(), await ToolRun.RunAsync("--help"));

        nothing.ExitCode.Should().Be(2);
        nothing.Error.Should().Be($"error: No command is given.{Environment.NewLine}{help.Output}");
    }

    [Theory]
    [InlineData("run")]
    [InlineData("doctor")]
    public async Task Config_NoneNamedAndNoneThere_SaysWhatToDo(string command)
    {
        var run = await ToolRun.RunAsync(command);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Be($"error: There is no ingest.json in {Directory.GetCurrentDirectory()}: name the configuration file (--config FILE), or write one (fluency-ingest init).{Environment.NewLine}");
    }

    [Theory]
    [InlineData("run", "--config", "")]
    [InlineData("run", "--config", "x.json", "--stats", "")]
    [InlineData("decode", ".", "--stats", " ")]
    [InlineData("decode", ".", "--sink", "")]
    [InlineData("decode", ".", "--quarantine", "")]
    public async Task Option_IsEmpty_IsNamedBeforeAnythingRuns(params string[] arguments)
    {
        var run = await ToolRun.RunAsync(arguments);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain($"error: {arguments[^2]} is empty");
    }

    [Fact]
    public async Task Version_IsANumber()
    {
        var run = await ToolRun.RunAsync("--version");

        run.ExitCode.Should().Be(0);
        run.Output.Trim().Should().MatchRegex(@"^\d+\.\d+\.\d+");
    }

    [Theory]
    [InlineData]
    [InlineData("frobnicate")]
    [InlineData("run")]
    [InlineData("run", "--config")]
    [InlineData("run", "--config", "a.json", "--dashboard", "8080")]
    [InlineData("decode")]
    [InlineData("decode", "no-such-file")]
    [InlineData("explain", "no-such-file")]
    [InlineData("explain", "a", "b")]
    public async Task Arguments_Wrong_EndWithTwoAndSayWhy(params string[] arguments)
    {
        var run = await ToolRun.RunAsync(arguments);

        run.ExitCode.Should().Be(2);
        run.Output.Should().BeEmpty();
        run.Error.Should().StartWith("error: ");
    }

    [Theory]
    [InlineData("rnu", "Did you mean 'run'?")]
    [InlineData("help", "Did you mean '--help'?")]
    [InlineData("example", "")]
    [InlineData("rnu", "Did you mean 'run'?", "--config", "x.json")]
    public async Task Command_IsNone_IsOneError(string word, string hint, params string[] more)
    {
        var run = await ToolRun.RunAsync([word, .. more]);

        run.ExitCode.Should().Be(2);
        run.Error.Split(Environment.NewLine)[0].Should().Be($"error: Unrecognized command or argument '{word}'. {hint}".TrimEnd());
        run.Error.Split("error: ").Should().HaveCount(2);
    }

    [Fact]
    public async Task Decode_WrongPathsAndProcessors_AreAllNamed()
    {
        var run = await ToolRun.RunAsync("decode", "nowhere", "neither", "--processors", "AWSCloudTrail_Adjustment,Other");

        run.ExitCode.Should().Be(2);
        run.Error.Should().ContainAll("'nowhere'", "'neither'", "Did you mean 'AWSCloudTrail_Adjustments'?", "'Other'");
    }

    [Theory]
    [InlineData("--processors", "decode", ".", "--procesors", "X")]
    [InlineData("--config", "run", "--confg", "x.json")]
    [InlineData("decode", "decod", ".")]
    [InlineData("--until-empty", "run", "--until-emty")]
    public async Task Word_IsMistyped_TheNearestIsNamed(string meant, params string[] arguments)
    {
        var run = await ToolRun.RunAsync(arguments);

        run.ExitCode.Should().Be(2);
        run.Error.Should().StartWith("error: ").And.Contain($"Did you mean '{meant}'?").And.NotContain("PATH is 'X'");
    }
}
