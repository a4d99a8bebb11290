using System.Text.Json;
using System.Text.RegularExpressions;
using Fluency.Ingest.FunctionalTests.Tool;
using Fluency.Ingest.Setup;
using Fluency.Ingest.Testing;
using Fluency.Ingest.Tests.Setup;
using Fluency.Ingest.Tool;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Readme;

/// <summary><c>docs/setup-cloudtrail.md</c>, followed word by word as far as no AWS account is needed.</summary>
public sealed partial class SetupDocumentTests : IDisposable
{
    const string Program = "fluency-ingest";

    static readonly string Document = File.ReadAllText(Path.Combine(ReadmeTests.Repository, "docs", "setup-cloudtrail.md")).ReplaceLineEndings("\n");

    readonly ToolFolder _folder = new();

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Commands_AreOnesThatTheToolKnows()
    {
        var commands = Blocks("sh").SelectMany(static block => block.Text.Split('\n')).Where(static line => line.StartsWith(Program, StringComparison.Ordinal)).ToList();

        commands.Should().HaveCountGreaterThan(10).And.AllSatisfy(static command => CommandLine.Describe(Tool()).Parse(Arguments(command)).Errors.Should().BeEmpty(command));
    }

    [Fact]
    public async Task Policies_AreWhatTheCommandBeforeThemPrints()
    {
        var blocks = Blocks("sh", "json");
        var shown = 0;
        foreach (var (command, policy) in blocks.Zip(blocks.Skip(1)).Where(static pair => pair.First.Language == "sh" && pair.Second.Language == "json" && pair.First.Text.StartsWith(Program + " template", StringComparison.Ordinal)))
        {
            var run = await ToolProcess.RunAsync(_folder.FullPath, Arguments(command.Text));

            run.ExitCode.Should().Be(0, run.Error);
            run.Output.Should().Be(policy.Text);
            shown++;
        }

        shown.Should().Be(3);
    }

    [Fact]
    public void JsonBlocks_AreJson() => Blocks("json").Should().AllSatisfy(static block => FluentActions.Invoking(() => JsonDocument.Parse(block.Text)).Should().NotThrow());

    [Fact]
    public void Parameters_AreThoseOfTheTemplate()
    {
        var template = SetupTemplates.Find("cloudtrail")!.Text;
        var known = ParameterNames().Matches(template[template.IndexOf("\nParameters:", StringComparison.Ordinal)..template.IndexOf("\nRules:", StringComparison.Ordinal)]).Select(static match => match.Groups[1].Value).ToList();
        var named = Assignments().Matches(Document).Concat(ParameterRows().Matches(Document[Document.IndexOf("The other parameters", StringComparison.Ordinal)..Document.IndexOf("## By hand", StringComparison.Ordinal)])).Select(static match => match.Groups[1].Value).Distinct().ToList();

        known.Should().HaveCount(14);
        named.Should().BeSubsetOf(known);
        known.Should().OnlyContain(name => Document.Contains($"`{name}`", StringComparison.Ordinal) || Document.Contains($"{name}=", StringComparison.Ordinal), "each is explained");
    }

    [Fact]
    public void Outputs_AreThoseOfTheTemplate() =>
        new[] { "SecretAccessKeyIn", "CollectorPolicyArn", "Configuration" }.Should().AllSatisfy(static name =>
        {
            Document.Should().Contain($"output `{name}`");
            SetupTemplates.Find("cloudtrail")!.Text.Should().Contain($"\n  {name}:\n");
        });

    [Fact]
    public void Links_LeadSomewhere()
    {
        var headings = Document.Split('\n').Where(static line => line.StartsWith('#')).Select(static line => "#" + line.TrimStart('#', ' ').ToLowerInvariant().Replace(' ', '-')).ToList();

        Links().Matches(Document).Select(static link => link.Groups[1].Value).Should().NotBeEmpty()
            .And.OnlyContain(link => link.StartsWith('#') ? headings.Contains(link) : File.Exists(Path.Combine(ReadmeTests.Repository, "docs", link)));
    }

    [Fact]
    public async Task Init_OfTheWayByHand_WritesTheFileThatIsShown()
    {
        var run = await ToolProcess.RunAsync(_folder.FullPath, Arguments(Command("init --queue-url")));

        run.ExitCode.Should().Be(0, run.Error);
        (await File.ReadAllTextAsync(_folder.File("ingest.json"), Cancelled)).ReplaceLineEndings("\n").Should().Be(Blocks("json").Single(static block => block.Text.Contains("\"Sources\"", StringComparison.Ordinal)).Text);
    }

    [Fact]
    public async Task TheWayByHand_AgainstALocalEndpoint_BringsRecords()
    {
        await using var aws = await LocalAws.StartAsync(cancellationToken: Cancelled);
        var bucket = aws.S3.CreateBucket("my-trail-logs");
        var queue = aws.Sqs.CreateQueue("trail");
        queue.DeadLetterQueue = aws.Sqs.CreateQueue("trail-dead");
        bucket.NotifyQueue(queue);
        bucket.Put("AWSLogs/111122223333/CloudTrail/us-east-1/a.json.gz", ToolFolder.Gzip("""{"Records":[{"eventVersion":"1.09","eventName":"ListBuckets","eventSource":"s3.amazonaws.com"}]}"""));
        aws.Iam.RejectsUnknownKeys = true;
        Grant(aws.Iam.AddUser("AKIATEST", "secret", "fluency-ingest"), Blocks("json").Single(static block => block.Text.Contains("\"ReadTheQueue\"", StringComparison.Ordinal)).Text);
        var profiles = new Dictionary<string, string>
        {
            ["AWS_SHARED_CREDENTIALS_FILE"] = _folder.Write("credentials", "[fluency-ingest]\naws_access_key_id = AKIATEST\naws_secret_access_key = secret\n"u8),
        };

        var init = await ToolProcess.RunAsync(_folder.FullPath, [.. Arguments(Command("init --queue-url")), "--service-url", aws.ServiceUrl]);
        var doctor = await ToolProcess.RunAsync(_folder.FullPath, profiles, Arguments(Command("doctor")));
        var run = await ToolProcess.RunAsync(_folder.FullPath, profiles, [.. Arguments(Command("run")), "--until-empty"]);

        init.ExitCode.Should().Be(0, init.Error);
        doctor.ExitCode.Should().Be(0, doctor.Output + doctor.Error);
        run.ExitCode.Should().Be(0, run.Error);
        _folder.Objects("out/events.ndjson").Should().ContainSingle().Which.GetProperty("@cloudtrail").GetProperty("eventName").GetString().Should().Be("ListBuckets");
        queue.Count.Should().Be(0);
    }

    // What CloudFormation would make of the template, made by hand at the local endpoint.
    [Theory]
    [InlineData("cloudtrail", "CreatesUser=true")]
    [InlineData("cloudtrail", "CollectorPrincipalArn=arn:aws:iam::111122223333:user/fluency-ingest ExternalId=YOUR-ID")]
    [InlineData("existing-bucket", "CreatesUser=true")]
    [InlineData("eventbridge", "CreatesUser=true")]
    public async Task TheWayByTemplate_AgainstALocalEndpoint_BringsRecords(string template, string parameters)
    {
        var stack = Stack.Of(template, parameters: [("BucketName", "my-trail-logs"), .. parameters.Split(' ').Select(static parameter => (parameter.Split('=')[0], parameter.Split('=')[1]))]);
        await using var aws = await LocalAws.StartAsync(cancellationToken: Cancelled);
        var bucket = aws.S3.CreateBucket("my-trail-logs");
        var queue = aws.Sqs.CreateQueue("Queue");
        queue.DeadLetterQueue = aws.Sqs.CreateQueue("DeadLetterQueue");
        queue.Retention = TimeSpan.FromSeconds(stack.Properties("Queue")["MessageRetentionPeriod"]!.GetValue<long>());
        bucket.NotifyQueue(queue);
        bucket.Put("AWSLogs/111122223333/CloudTrail/us-east-1/a.json.gz", ToolFolder.Gzip("""{"Records":[{"eventVersion":"1.09","eventName":"ListBuckets","eventSource":"s3.amazonaws.com"}]}"""));
        aws.Iam.RejectsUnknownKeys = true;
        var user = aws.Iam.AddUser("AKIATEST", "secret", "fluency-ingest");
        var collector = user;
        if (stack.Outputs.TryGetValue("RoleArn", out var role))
        {
            user.Allow("sts:AssumeRole", role);
            collector = aws.Sts.AddRole(role, "YOUR-ID");
        }

        foreach (var (action, resource) in new Policy(stack.Properties("CollectorPolicy")["PolicyDocument"]!).Grants)
        {
            collector.Allow(action, resource);
        }

        _folder.Write("outputs.json", JsonSerializer.SerializeToUtf8Bytes(new { Stacks = new[] { new { Outputs = stack.Outputs.Select(static output => new { OutputKey = output.Key, OutputValue = output.Value }) } } }));
        var profiles = new Dictionary<string, string>
        {
            ["AWS_SHARED_CREDENTIALS_FILE"] = _folder.Write("credentials", "[fluency-ingest]\naws_access_key_id = AKIATEST\naws_secret_access_key = secret\n"u8),
        };

        var init = await ToolProcess.RunAsync(_folder.FullPath, [.. Arguments(Command("init --from-stack-outputs")), "--service-url", aws.ServiceUrl]);
        var doctor = await ToolProcess.RunAsync(_folder.FullPath, profiles, Arguments(Command("doctor")));
        var run = await ToolProcess.RunAsync(_folder.FullPath, profiles, [.. Arguments(Command("run")), "--until-empty"]);

        init.ExitCode.Should().Be(0, init.Error);
        doctor.ExitCode.Should().Be(0, doctor.Output + doctor.Error);
        doctor.Error.Should().Contain("0 problems, 0 warnings", doctor.Output);
        run.ExitCode.Should().Be(0, run.Error);
        _folder.Objects("out/events.ndjson").Should().ContainSingle();
        queue.Count.Should().Be(0);
    }

    static void Grant(LocalIdentity identity, string policy)
    {
        using var document = JsonDocument.Parse(policy);
        foreach (var statement in document.RootElement.GetProperty("Statement").EnumerateArray())
        {
            foreach (var action in statement.GetProperty("Action").EnumerateArray())
            {
                identity.Allow(action.GetString()!, statement.GetProperty("Resource").GetString()!);
            }
        }
    }

    static string Command(string beginning) =>
        Blocks("sh").SelectMany(static block => block.Text.Split('\n')).Single(line => line.StartsWith($"{Program} {beginning}", StringComparison.Ordinal));

    static string[] Arguments(string command) => command.Trim().Split(' ')[1..];

    static List<(string Language, string Text)> Blocks(params string[] languages) =>
        [.. CodeBlocks().Matches(Document).Select(static block => (block.Groups["language"].Value, Unindented(block.Groups["text"].Value, block.Groups["indent"].Length))).Where(block => languages.Contains(block.Item1))];

    static string Unindented(string text, int indent) => string.Join('\n', text.Split('\n').Select(line => line.Length >= indent ? line[indent..] : line));

    static ToolContext Tool() => new()
    {
        Input = Stream.Null,
        Output = TextWriter.Null,
        Error = TextWriter.Null,
        MakeConsoleSink = static () => throw new InvalidOperationException(),
        ListenToSignals = static () => throw new InvalidOperationException(),
    };

    [GeneratedRegex(@"^(?<indent> *)```(?<language>\w+)\n(?<text>.*?)^ *```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex CodeBlocks();

    [GeneratedRegex(@"\]\(([^)]+)\)")]
    private static partial Regex Links();

    [GeneratedRegex(@"\b([A-Z][A-Za-z]+)=")]
    private static partial Regex Assignments();

    [GeneratedRegex(@"`([A-Z][A-Za-z]+)`")]
    private static partial Regex ParameterRows();

    [GeneratedRegex(@"^  (\w+):$", RegexOptions.Multiline)]
    private static partial Regex ParameterNames();
}
