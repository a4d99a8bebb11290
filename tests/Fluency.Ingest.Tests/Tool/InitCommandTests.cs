using System.Text;
using System.Text.Json.Nodes;
using Fluency.Ingest.Sinks;
using Fluency.Ingest.Tests.Setup;
using Fluency.Ingest.Tests.Support;
using Fluency.Ingest.Tool;
using FluentAssertions;
using Spectre.Console;
using Spectre.Console.Testing;
using Xunit;

namespace Fluency.Ingest.Tests.Tool;

public sealed class InitCommandTests : IDisposable
{
    const string QueueUrl = "https://sqs.us-east-1.amazonaws.com/111122223333/trail";
    const string List = $$"""[ { "OutputKey": "QueueUrl", "OutputValue": "{{QueueUrl}}", "Description": "x" }, { "OutputKey": "Buckets", "OutputValue": "logs" } ]""";

    readonly TemporaryDirectory _folder = new();

    string File => Path.Combine(_folder.FullPath, "new", "ingest.json");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData($$"""{ "Stacks": [ { "StackName": "s", "Outputs": {{List}} } ] }""")]
    [InlineData($$"""{ "Outputs": {{List}} }""")]
    [InlineData(List)]
    public async Task Init_StackOutputs_BecomeTheSource(string outputs)
    {
        var run = await RunAsync("--from-stack-outputs", _folder.Write("outputs.json", Encoding.UTF8.GetBytes(outputs)));

        run.ExitCode.Should().Be(0);
        run.Output.Should().BeEmpty();
        run.Error.Should().Contain($"Next: fluency-ingest doctor --config {File}");
        Written()["Sources"]!["trail"]!.ToJsonString().Should().Be($$"""{"Type":"S3Notification","QueueUrl":"{{QueueUrl}}","Buckets":["logs"],"Router":"AWSCloudTrail_Adjustments","Sinks":["events"]}""");
        Written()["Sinks"]!["events"]!.ToJsonString().Should().Be("""{"Type":"File","Path":"out/events.ndjson"}""");
    }

    [Theory]
    [InlineData("cloudtrail", "aws", "us-east-1")]
    [InlineData("cloudtrail", "aws-cn", "cn-north-1")]
    [InlineData("cloudtrail-govcloud", "aws-us-gov", "us-gov-west-1")]
    [InlineData("existing-bucket", "aws", "eu-central-1")]
    [InlineData("eventbridge", "aws", "eu-central-1")]
    public async Task Init_OutputsOfOurStacks_BecomeWhatTheStackSaysItself(string template, string partition, string region)
    {
        var stack = Stack.Of(template, partition, region, ("CollectorPrincipalArn", $"arn:{partition}:iam::111122223333:role/ingest"), ("ExternalId", "fluency-7"));
        var outputs = new JsonArray([.. stack.Outputs.Select(static output => new JsonObject { ["OutputKey"] = output.Key, ["OutputValue"] = output.Value })]);

        var run = await RunAsync("--outputs", _folder.Write("outputs.json", Encoding.UTF8.GetBytes(outputs.ToJsonString())));

        run.ExitCode.Should().Be(0, run.Error);
        JsonNode.DeepEquals(Written()["Sources"]!["trail"], JsonNode.Parse(stack.Outputs["Configuration"])).Should().BeTrue(Written().ToJsonString());
    }

    [Fact]
    public async Task Init_OutputsOnStandardInput_AndOptionsOverThem()
    {
        var run = await RunWithAsync(List, null, "--from-stack-outputs", "-", "--bucket", "a", "--bucket", "b", "--region", "us-east-1", "--profile", "p", "--path", "x.ndjson", "--expected-bucket-owner", "111122223333", "--use-fips-endpoint");

        run.ExitCode.Should().Be(0, run.Error);
        Written()["Sources"]!["trail"]!.ToJsonString().Should().Be(
            $$"""{"Type":"S3Notification","QueueUrl":"{{QueueUrl}}","Region":"us-east-1","UseFipsEndpoint":true,"Buckets":["a","b"],"ExpectedBucketOwner":"111122223333","Profile":"p","Router":"AWSCloudTrail_Adjustments","Sinks":["events"]}""");
        Written()["Sinks"]!["events"]!["Path"]!.GetValue<string>().Should().Be("x.ndjson");
    }

    [Fact]
    public async Task Init_StackWithAUser_KeepsItsKeyOutOfTheFile()
    {
        var stack = Stack.Of("cloudtrail", parameters: ("CreatesUser", "true"));
        var outputs = new JsonArray([.. stack.Outputs.Select(static output => new JsonObject { ["OutputKey"] = output.Key, ["OutputValue"] = output.Value })]);

        var run = await RunWithAsync(outputs.ToJsonString(), null, "--outputs", "-");

        run.ExitCode.Should().Be(0);
        run.Error.Should().Contain("aws secretsmanager get-secret-value --secret-id CollectorSecret");
        System.IO.File.ReadAllText(File).Should().NotContain("AccessKey");
    }

    [Fact]
    public async Task Init_NoProfile_SaysWhereCredentialsAreLookedFor()
    {
        var run = await RunAsync("--queue-url", QueueUrl);

        run.Error.Should().Contain("Credentials are never written into it.").And.ContainAll("AWS_ACCESS_KEY_ID", "AWS_PROFILE", "role", "--profile NAME");
    }

    [Fact]
    public async Task Init_Profile_IsNamedAsTheirPlace()
    {
        var run = await RunAsync("--queue-url", QueueUrl, "--profile", "p");

        run.Error.Should().Contain("Credentials are those of the profile p (aws configure --profile p makes it).").And.NotContain("AWS_PROFILE");
    }

    [Fact]
    public async Task Init_FileExists_IsKeptUnlessForced()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        await System.IO.File.WriteAllTextAsync(File, "mine", TestContext.Current.CancellationToken);

        var refused = await RunAsync("--queue-url", QueueUrl);
        System.IO.File.ReadAllText(File).Should().Be("mine");
        var forced = await RunAsync("--queue-url", QueueUrl, "--force");

        (refused.ExitCode, forced.ExitCode).Should().Be((2, 0));
        refused.Error.Should().Contain("exists. Give --force");
        Written()["Sources"]!["trail"]!["QueueUrl"]!.GetValue<string>().Should().Be(QueueUrl);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("new/")]
    public async Task Init_OutputIsAFolder_SaysSoAndMakesNone(string name)
    {
        var output = Path.Combine(_folder.FullPath, name);

        var run = await RunAsync("--queue-url", QueueUrl, "--output", output);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Be($"error: --output is '{output}', a folder, but must be a file.{Environment.NewLine}");
        Directory.GetFileSystemEntries(_folder.FullPath).Should().BeEmpty();
    }

    [Theory]
    [InlineData("The queue is not known")]
    [InlineData("--token-file is given but --event-watch is not", "--queue-url", QueueUrl, "--token-file", "x")]
    [InlineData("--path is given beside --event-watch", "--queue-url", QueueUrl, "--event-watch", "https://acme.example.com:8088", "--token-file", "x", "--path", "y")]
    [InlineData("QueueUrl is 'trail'", "--queue-url", "trail")]
    [InlineData("Region is 'eu-west-1'", "--queue-url", QueueUrl, "--region", "eu-west-1")]
    [InlineData("ExternalId is given without RoleArn", "--queue-url", QueueUrl, "--external-id", "x")]
    [InlineData("names no-such-file", "--outputs", "no-such-file")]
    [InlineData("--profile is empty", "--queue-url", QueueUrl, "--profile", "")]
    public async Task Init_WrongValues_AreNamedAndNothingIsWritten(string error, params string[] arguments)
    {
        var run = await RunAsync(arguments);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain(error);
        System.IO.File.Exists(File).Should().BeFalse();
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("7")]
    [InlineData("[7]")]
    [InlineData("""{"Stacks":[]}""")]
    [InlineData("""{"Stacks":[{"Outputs":[]},{"Outputs":[]}]}""")]
    [InlineData("""[{"OutputKey":"QueueUrl"}]""")]
    [InlineData("""[{"OutputKey":"A","OutputValue":"1"},{"OutputKey":"A","OutputValue":"2"}]""")]
    public async Task Init_NoOutputs_IsSaid(string text)
    {
        var run = await RunWithAsync(text, null, "--outputs", "-");

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain("--from-stack-outputs names -, but it ").And.NotContain("key").And.NotContain("element");
    }

    [Fact]
    public async Task Init_OutputsCannotBeRead_SaysWhy()
    {
        var missing = Path.Combine(_folder.FullPath, "nosuch");

        (await RunAsync("--from-stack-outputs", missing)).Error.Should().Be($"error: --from-stack-outputs names {missing}, which does not exist.{Environment.NewLine}");
        (await RunAsync("--from-stack-outputs", _folder.FullPath)).Error.Should().Be($"error: --from-stack-outputs names {_folder.FullPath}, which is a folder.{Environment.NewLine}");
    }

    [Fact]
    public async Task Init_OnATerminal_AsksForWhatIsMissing()
    {
        var console = new TestConsole().Interactive();
        foreach (var answer in new[] { "trail", QueueUrl, "logs", "arn:aws:iam::111122223333:role/collector", "fluency-7", "", "", "x.ndjson" })
        {
            console.Input.PushTextWithEnter(answer);
        }

        var run = await RunWithAsync("", console);

        run.ExitCode.Should().Be(0, run.Error);
        console.Output.Should().Contain("QueueUrl is 'trail' but must be");
        Written()["Sources"]!["trail"]!.ToJsonString().Should().Be(
            $$"""{"Type":"S3Notification","QueueUrl":"{{QueueUrl}}","Region":"us-east-1","Buckets":["logs"],"RoleArn":"arn:aws:iam::111122223333:role/collector","ExternalId":"fluency-7","Router":"AWSCloudTrail_Adjustments","Sinks":["events"]}""");
        Written()["Sinks"]!["events"]!["Path"]!.GetValue<string>().Should().Be("x.ndjson");
    }

    [Fact]
    public async Task Init_EventWatchOnATerminal_AsksForTheTokensFileAndForNoOther()
    {
        var console = new TestConsole().Interactive();
        foreach (var answer in new[] { QueueUrl, "", "", "", "https://acme.example.com:8088", "/run/secrets/eventwatch" })
        {
            console.Input.PushTextWithEnter(answer);
        }

        var run = await RunWithAsync("", console);

        run.ExitCode.Should().Be(0, run.Error);
        Written()["Sinks"]!["events"]!.ToJsonString().Should().Be("""{"Type":"EventWatch","Endpoint":"https://acme.example.com:8088","TokenFile":"/run/secrets/eventwatch"}""");
    }

    [Fact]
    public async Task Init_EventWatchByOptions_IsTheSink()
    {
        var run = await RunAsync("--queue-url", QueueUrl, "--event-watch", "https://acme.example.com:8088", "--token-file", "token");

        run.ExitCode.Should().Be(0, run.Error);
        Written()["Sinks"]!["events"]!.ToJsonString().Should().Be("""{"Type":"EventWatch","Endpoint":"https://acme.example.com:8088","TokenFile":"token"}""");
    }

    [Fact]
    public async Task Init_EventWatchWithoutAToken_SaysWhatIsMissing()
    {
        var run = await RunAsync("--queue-url", QueueUrl, "--event-watch", "https://acme.example.com:8088");

        run.ExitCode.Should().Be(2);
        run.Error.Should().StartWith("error: --event-watch is given but --token-file is not").And.NotContain("Sinks:events");
        System.IO.File.Exists(File).Should().BeFalse();
    }

    [Fact]
    public async Task Init_OnATerminalWithTheQueueGiven_AsksNothing()
    {
        var console = new TestConsole().Interactive();

        var run = await RunWithAsync("", console, "--queue-url", QueueUrl);

        run.ExitCode.Should().Be(0);
        console.Output.Should().BeEmpty();
    }

    JsonNode Written() => JsonNode.Parse(System.IO.File.ReadAllText(File))!;

    Task<ToolRun> RunAsync(params string[] arguments) => RunWithAsync("", null, arguments);

    async Task<ToolRun> RunWithAsync(string input, IAnsiConsole? terminal, params string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var exitCode = await CommandLine.InvokeAsync(["init", .. arguments.Contains("--output") ? [] : new[] { "--output", File }, .. arguments], new ToolContext
        {
            Input = new MemoryStream(Encoding.UTF8.GetBytes(input)),
            Output = output,
            Error = error,
            Terminal = terminal,
            MakeConsoleSink = static () => new NullSink(),
            ListenToSignals = static () => new StopSignals(),
        });
        return new ToolRun(exitCode, output.ToString(), error.ToString());
    }
}
