using System.Text;
using Fluency.Ingest.Sinks;
using Fluency.Ingest.Tests.Support;
using Fluency.Ingest.Tool;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Tool;

public sealed class RunCommandTests : IDisposable
{
    readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_CommentsAndTrailingCommas_AreAllowed()
    {
        var run = await RunAsync($$"""{ "Ingest": { /* c */ {{Files()}} "Sinks": { "events": { "Type": "Console", }, }, } } // end""");

        run.ExitCode.Should().Be(0);
        run.Output.Should().Be("{\"n\":1}\n");
        run.Error.Should().Contain(": 1 delivery received, 1 complete, 0 returned, 0 rejected; 1 record read, 1 delivered");
    }

    [Theory]
    [InlineData("")]
    [InlineData("Ingest:")]
    public async Task Run_Set_OverridesTheFile(string prefix)
    {
        var other = Path.Combine(_folder.FullPath, "other.ndjson");

        var run = await RunAsync($$"""{ "Ingest": { {{Files()}} "Sinks": { "events": { "Type": "File", "Path": "{{other}}.not" } } } }""", "--set", $"{prefix}Sinks:events:Path={other}");

        run.ExitCode.Should().Be(0);
        File.Exists(other).Should().BeTrue();
        File.Exists(other + ".not").Should().BeFalse();
    }

    [Fact]
    public async Task Run_SinkIsAFileThatIsRead_EndsWithTwoAndLeavesItAsItIs()
    {
        var log = Path.Combine(_folder.FullPath, "in", "a.json");

        var run = await RunAsync($$"""{ "Ingest": { {{Files()}} "Sinks": { "events": { "Type": "File", "Path": "{{log}}" } } } }""");

        run.ExitCode.Should().Be(2);
        run.Error.Should().StartWith($"error: The source 'files' reads {log}, a file of the sink 'events'");
        File.ReadAllText(log).Should().Be("{\"n\":1}");
    }

    [Fact]
    public async Task Run_SinkInTheFolderThatIsRead_IsNoInputOfTheNextRun()
    {
        var written = Path.Combine(_folder.FullPath, "in", "out.ndjson");
        var configuration = $$"""{ {{Files().Replace("a.json", "", StringComparison.Ordinal)}} "Sinks": { "events": { "Type": "File", "Path": "{{written}}" } } }""";

        await RunAsync(configuration);
        await RunAsync(configuration);

        File.ReadAllLines(written).Should().Equal("{\"n\":1}", "{\"n\":1}");
    }

    [Fact]
    public async Task Run_SetWithoutIngestInTheFile_OverridesTheRoot()
    {
        var run = await RunAsync($$"""{ {{Files()}} "Sinks": { "events": { "Type": "Null" } } }""", "--set", "Sinks:events:Type=Console");

        run.Output.Should().Be("{\"n\":1}\n");
    }

    [Fact]
    public async Task Run_SetWrong_IsNamedWithItsKey()
    {
        var run = await RunAsync($$"""{ "Ingest": { {{Files()}} "Sinks": { "events": { "Type": "Null" } } } }""", "--set", "Pipe:MaxReceive=3", "--set", "Pipe:BatchRecords=0");

        run.ExitCode.Should().Be(2);
        run.Error.Should().ContainAll("Ingest:Pipe:MaxReceive is no known key", "Did you mean 'MaxReceives'?", "Ingest:Pipe:BatchRecords is '0' but must be between 1 and 1000000.");
    }

    [Theory]
    [InlineData("MaxInFlightBytes", 262144)]
    [InlineData("Objects:MaxDecompressedBytes", 1)]
    public async Task Run_LimitWithoutAnUpperOneIsTooLow_NamesTheLeast(string key, int least)
    {
        var run = await RunAsync($$"""{ {{Files()}} "Sinks": { "events": { "Type": "Null" } } }""", "--set", $"Pipe:{key}=0");

        run.Error.Should().Contain($"Pipe:{key} is '0' but must be at least {least}.");
    }

    [Fact]
    public async Task Run_RecordLimitIsRaised_NamesAllLimitsThatMustBeToo()
    {
        var run = await RunAsync($$"""{ {{Files()}} "Sinks": { "events": { "Type": "Null" } } }""", "--set", "Pipe:Records:MaxRecordBytes=100000000");

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain("Pipe:Records:MaxRecordBytes is 100000000 but must not exceed BufferLimit (16777216)").And
            .Contain("Raise BufferLimit to 100000000 and MaxInFlightBytes, which is 268435456 and must be at least four times that, to 400000000.");
    }

    [Theory]
    [InlineData("--set", "nonsense")]
    [InlineData("--set", "=x")]
    public async Task Run_SetWithoutPath_EndsWithTwo(params string[] set)
    {
        var run = await RunAsync($$"""{ {{Files()}} "Sinks": { "events": { "Type": "Null" } } }""", set);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain("must be PATH=VALUE");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{ \"Sources\": {}, \"sources\": {} }")]
    [InlineData("{}")]
    public async Task Run_FileIsNoConfiguration_EndsWithTwo(string text)
    {
        var run = await RunAsync(text);

        run.ExitCode.Should().Be(2);
        run.Output.Should().BeEmpty();
        run.Error.Should().StartWith("error: ");
    }

    [Theory]
    [InlineData("", " is empty")]
    [InlineData(" \n// nothing\n", " is empty")]
    [InlineData("{\n  \"Sources\": {},\n  Sinks: {}\n}", ": line 3, column 3: 'S' is an invalid start of a property name")]
    public async Task Run_FileIsNoJson_SaysWhereAsEditorsDo(string text, string problem)
    {
        var run = await RunAsync(text);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain(problem).And.NotContainAny("LineNumber", "isFinalBlock");
    }

    [Fact]
    public async Task Run_FileIsMissing_EndsWithTwo()
    {
        var run = await ToolRun.RunAsync("run", "--config", Path.Combine(_folder.FullPath, "none.json"));

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain("none.json does not exist");
    }

    [Fact]
    public async Task Run_FileIsAFolder_SaysSo()
    {
        var run = await ToolRun.RunAsync("run", "--config", _folder.FullPath);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain("is a folder");
    }

    [Theory]
    [InlineData("Sinks=5", "Sinks is '5' but must be an object")]
    [InlineData("Sinks:events=File", "Sinks:events is 'File' but must be an object")]
    [InlineData("Sources=x", "Sources is 'x' but must be an object")]
    [InlineData("Routers:main=x", "Routers:main is 'x' but must be an object")]
    [InlineData("Routers:main:Routes:0=x", "Routers:main:Routes:0 is 'x' but must be an object")]
    [InlineData("Pipe=1", "Pipe is '1' but must be an object")]
    public async Task Run_ValueWhereAnObjectBelongs_IsNoKeyToIgnore(string setting, string error)
    {
        var run = await RunAsync($$"""{ {{Files()}} "Sinks": { "events": { "Type": "Null" } } }""", "--set", setting);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Be($"error: {error}, or it would be ignored.{Environment.NewLine}");
    }

    [Fact]
    public async Task Run_PathsMissing_EndsWithTwoAndNamesEachWithItsKey()
    {
        var run = await RunAsync("""{ "Ingest": { "Sources": { "a": { "Type": "Files", "Paths": ["/no/such/folder", ".", "none.gz"], "Router": "AWSCloudTrail_Adjustments", "Sinks": ["events"] } }, "Sinks": { "events": { "Type": "Null" } } } }""");

        run.ExitCode.Should().Be(2);
        run.Error.Should().ContainAll("error: Ingest:Sources:a:Paths names '/no/such/folder' but must", "error: Ingest:Sources:a:Paths names 'none.gz' but must");
        run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(2);
    }

    [Fact]
    public async Task Run_IngestIsEmpty_SaysWhatIsMissingInIt()
    {
        var run = await RunAsync("""{ "Ingest": {} }""");

        run.ExitCode.Should().Be(2);
        run.Error.Should().Be($"error: Ingest:Sources is missing: name at least one source, or there is nothing to read.{Environment.NewLine}");
    }

    [Fact]
    public async Task Run_KeysBesideIngest_AreHintedAtOnlyIfTheyLookLikeOurs()
    {
        var run = await RunAsync($$"""{ "Logging": { "LogLevel": "x" }, "AllowedHosts": "*", "Ingest": { {{Files()}} "Sinks": { "events": { "Type": "Null" } } }, "Sinks": {}, "Quarantin": "x" }""");

        run.ExitCode.Should().Be(0);
        run.Error.Split(Environment.NewLine).Where(static line => line.StartsWith("warning: ", StringComparison.Ordinal)).Should().Equal(
            "warning: Quarantin stands beside Ingest and is not read. If Ingest:Quarantine is meant, move it there.",
            "warning: Sinks stands beside Ingest and is not read. If Ingest:Sinks is meant, move it there.");
    }

    // Taken for no token at all, it would run for as long as the receiver is away.
    [Theory(Timeout = 20_000)]
    [InlineData("EventWatch")]
    [InlineData("HttpEventCollector")]
    [InlineData("Webhook")]
    public async Task Run_TokenIsEmpty_SaysThatItIs(string type)
    {
        var run = await RunAsync($$"""{ {{Files()}} "Sinks": { "events": { "Type": "{{type}}", "Endpoint": "http://127.0.0.1:1", "Token": "" } } }""").WaitAsync(TestContext.Current.CancellationToken);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Be($"error: Sinks:events:Token is empty, as a variable is that was never set. Give it, or TokenFile with the file that holds it; remove the key where the receiver asks for none.{Environment.NewLine}");
    }

    [Fact]
    public async Task Run_ValueWithLineBreaks_IsToldInOneLine()
    {
        var run = await RunAsync("""{ "Sources": { "a": { "Type": "S3Notification", "QueueUrl": "a\nb\r\n\u001b[2Jc", "Router": "AWSCloudTrail_Adjustments", "Sinks": ["events"] } }, "Sinks": { "events": { "Type": "Null" } } }""");

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain("Sources:a:QueueUrl is 'a b").And.NotContain("\u001b");
        run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().ContainSingle();
    }

    // A service has nobody who frees space while it ends; a person who reads a pipe does.
    [Fact(Timeout = 20_000)]
    public async Task Run_OutputHasNoSpaceForAWhile_WaitsForIt()
    {
        var tries = 0;
        var full = new DelegateSink((_, _) => ++tries == 1
            ? throw new SinkException("It is full", isTransient: true, innerException: new IOException("", 28))
            : ValueTask.CompletedTask);

        var run = await RunAsync(full).WaitAsync(TestContext.Current.CancellationToken);

        run.ExitCode.Should().Be(0);
        tries.Should().Be(2);
    }

    [Fact(Timeout = 20_000)]
    public async Task Run_ReaderOfTheOutputHasGone_EndsWithOneAndSaysSo()
    {
        var gone = new DelegateSink((_, _) => throw new SinkException(ConsoleSink.ClosedMessage, isTransient: true));

        var run = await RunAsync(gone).WaitAsync(TestContext.Current.CancellationToken);

        run.ExitCode.Should().Be(1);
        run.Error.Should().Contain("error: Standard output is closed");
    }

    Task<ToolRun> RunAsync(ISink console)
    {
        var config = _folder.Write("ingest.json", Encoding.UTF8.GetBytes($$"""{ {{Files()}} "Sinks": { "events": { "Type": "Console" } } }"""));
        return ToolRun.RunAsync(Stream.Null, console, static () => new StopSignals(), ["run", "--until-empty", "--config", config]);
    }

    string Files()
    {
        var path = _folder.Write("in/a.json", "{\"n\":1}"u8.ToArray());
        return $$"""
            "Sources": { "files": { "Type": "Files", "Paths": ["{{path}}"], "Router": "main" } },
            "Routers": { "main": { "Routes": [ { "Sinks": ["events"] } ] } },
            """;
    }

    Task<ToolRun> RunAsync(string configuration, params string[] more) =>
        ToolRun.RunAsync(["run", "--until-empty", "--config", _folder.Write("ingest.json", Encoding.UTF8.GetBytes(configuration)), .. more]);
}
