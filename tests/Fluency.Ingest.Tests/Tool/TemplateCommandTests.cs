using System.Text.Json.Nodes;
using Fluency.Ingest.Setup;
using Fluency.Ingest.Tests.Setup;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Tool;

public sealed class TemplateCommandTests
{
    [Fact]
    public async Task Template_List_NamesAll()
    {
        var run = await ToolRun.RunAsync("template", "list");

        run.ExitCode.Should().Be(0);
        run.Output.TrimEnd().Split('\n').Should().HaveCount(SetupTemplates.All.Count).And.AllSatisfy(static line => line.Should().MatchRegex(@"^[a-z-]+  +[A-Z].*\.\r?$"));
    }

    [Theory]
    [InlineData("cloudtrail")]
    [InlineData("cloudtrail-govcloud")]
    [InlineData("existing-bucket")]
    [InlineData("eventbridge")]
    public async Task Template_OfCloudFormation_IsPrintedAsItIsKept(string name)
    {
        var run = await ToolRun.RunAsync("template", name);

        run.ExitCode.Should().Be(0);
        run.Error.Should().BeEmpty();
        run.Output.Should().Be(SetupTemplates.Find(name)!.Text);
    }

    [Fact]
    public async Task Template_IamPolicy_IsFilled()
    {
        var run = await ToolRun.RunAsync("template", "iam-policy", "--queue-arn", "arn:aws-cn:sqs:cn-north-1:111122223333:trail", "--bucket", "logs");

        run.ExitCode.Should().Be(0);
        run.Error.Should().BeEmpty();
        new Policy(JsonNode.Parse(run.Output)!).Allows(null, "s3:GetObject", "arn:aws-cn:s3:::logs/a").Should().BeTrue();
    }

    [Fact]
    public async Task Template_WithoutNames_SaysWhatToPutIn()
    {
        var run = await ToolRun.RunAsync("template", "iam-policy", "--partition", "aws-us-gov");

        run.ExitCode.Should().Be(0);
        run.Output.Should().Contain("arn:aws-us-gov:sqs:REGION:ACCOUNT:QUEUE");
        run.Error.TrimEnd().Should().Be("Put your own in place of REGION, ACCOUNT, QUEUE, BUCKET, or give --queue-arn and --bucket.");
    }

    [Theory]
    [InlineData("TRAIL", "--trail", "key-policy", "--queue-arn", "arn:aws:sqs:us-east-1:111122223333:trail", "--bucket", "logs")]
    [InlineData("KEY", "--kms-key-arn", "iam-policy", "--full", "--queue-arn", "arn:aws:sqs:us-east-1:111122223333:trail", "--bucket", "logs")]
    public async Task Template_OneNameIsLeft_NamesTheOneOptionThatHelps(string left, string option, params string[] arguments)
    {
        var run = await ToolRun.RunAsync(["template", .. arguments]);

        run.Error.TrimEnd().Should().EndWith($"Put your own in place of {left}, or give {option}.");
    }

    [Theory]
    [InlineData("existing-bucket", "aws", "us-east-1", "BucketName")]
    [InlineData("eventbridge", "aws", "us-east-1", "BucketName")]
    [InlineData("cloudtrail", "aws", "us-east-1", "BucketName", "TrailName")]
    [InlineData("cloudtrail-govcloud", "aws-us-gov", "us-gov-west-1", "BucketName", "TrailName")]
    public async Task Template_NamesOfCloudFormation_BecomeDefaultsOfItsParameters(string name, string partition, string region, params string[] parameters)
    {
        var key = $"arn:{partition}:kms:{region}:111122223333:key/1234";
        string[] options = ["--bucket", "123", "--kms-key-arn", key, .. parameters.Contains("TrailName") ? ["--trail", "my-trail"] : Array.Empty<string>()];

        var run = await ToolRun.RunAsync(["template", name, .. options]);

        run.ExitCode.Should().Be(0, run.Error);
        var template = YamlNodes.Read(run.Output);
        var defaults = template["Parameters"]!.AsObject().ToDictionary(static parameter => parameter.Key, static parameter => parameter.Value!["Default"]?.ToString());
        defaults.Should().Contain("KmsKeyArn", key).And.Contain("BucketName", "123").And.Contain("CollectorPrincipalArn", "");
        parameters.Should().OnlyContain(parameter => defaults[parameter] == "123" || defaults[parameter] == "my-trail");
        Stack.Of(template, partition, region, []).Violations.Should().BeEmpty();
    }

    [Fact]
    public async Task Template_Full_SaysBesideItWhatEachRightEnables()
    {
        var run = await ToolRun.RunAsync("template", "iam-policy", "--full");

        run.ExitCode.Should().Be(0);
        JsonNode.Parse(run.Output).Should().NotBeNull();
        run.Error.Should().ContainAll("sqs:ChangeMessageVisibility: ", "sqs:GetQueueAttributes: ", "s3:GetObjectVersion: ", "kms:Decrypt: ");
    }

    [Fact]
    public async Task Template_Output_IsAFile()
    {
        using var folder = new TemporaryDirectory();
        var file = Path.Combine(folder.FullPath, "t.yaml");

        var run = await ToolRun.RunAsync("template", "cloudtrail", "--output", file);

        run.ExitCode.Should().Be(0);
        run.Output.Should().BeEmpty();
        (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Should().Be(SetupTemplates.Find("cloudtrail")!.Text);
    }

    [Fact]
    public async Task Template_OutputInANewFolder_MakesIt()
    {
        using var folder = new TemporaryDirectory();
        var file = Path.Combine(folder.FullPath, "new", "t.yaml");

        (await ToolRun.RunAsync("template", "cloudtrail", "--output", file)).ExitCode.Should().Be(0);

        Directory.GetFiles(Path.GetDirectoryName(file)!).Should().Equal(file);
    }

    [Fact]
    public async Task Template_OutputExists_IsKeptUnlessForced()
    {
        using var folder = new TemporaryDirectory();
        var file = folder.Write("t.yaml", "mine"u8.ToArray());

        var refused = await ToolRun.RunAsync("template", "cloudtrail", "--output", file);
        var kept = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        var forced = await ToolRun.RunAsync("template", "cloudtrail", "--output", file, "--force");

        (refused.ExitCode, kept, forced.ExitCode).Should().Be((2, "mine", 0));
        refused.Error.Should().Contain("exists. Give --force");
        (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Should().Be(SetupTemplates.Find("cloudtrail")!.Text);
    }

    [Theory]
    [InlineData("NAME is 'cloudtrial'", "cloudtrial")]
    [InlineData("--full is for iam-policy alone", "queue-policy", "--full")]
    [InlineData("is for aws-us-gov alone", "cloudtrail-govcloud", "--partition", "aws")]
    [InlineData("The queue's ARN is 'x'", "iam-policy", "--queue-arn", "x")]
    [InlineData("of the partition 'aws'", "iam-policy", "--partition", "aws-cn", "--queue-arn", "arn:aws:sqs:us-east-1:111122223333:trail")]
    [InlineData("--trail is given, but queue-policy has no place for it. These have: cloudtrail, cloudtrail-govcloud, key-policy.", "queue-policy", "--trail", "trail")]
    [InlineData("--queue-arn is given, but cloudtrail has no place", "cloudtrail", "--queue-arn", "arn:aws:sqs:us-east-1:111122223333:trail")]
    [InlineData("--kms-key-arn is given, but iam-policy has no place", "iam-policy", "--kms-key-arn", "arn:aws:kms:us-east-1:111122223333:key/1234")]
    [InlineData("aws-mars", "iam-policy", "--partition", "aws-mars")]
    [InlineData("could not be written", "iam-policy", "--output", "/dev/null/x")]
    [InlineData("--output is '.', a folder, but must be a file", "iam-policy", "--output", ".")]
    public async Task Template_WrongArguments_AreNamed(string error, params string[] arguments)
    {
        var run = await ToolRun.RunAsync(["template", .. arguments]);

        run.ExitCode.Should().Be(2);
        run.Output.Should().BeEmpty();
        run.Error.Should().Contain(error);
    }
}
