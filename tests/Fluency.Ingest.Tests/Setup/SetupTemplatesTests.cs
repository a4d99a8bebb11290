using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Fluency.Ingest.Setup;
using FluentAssertions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Fluency.Ingest.Tests.Setup;

/// <summary>What holds of every template, with every choice and in every partition.</summary>
public sealed class SetupTemplatesTests
{
    static readonly (string Partition, string Region)[] Places = [("aws", "us-east-1"), ("aws-us-gov", "us-gov-west-1"), ("aws-cn", "cn-north-1")];

    static readonly string[] CloudFormation = [.. SetupTemplates.All.Where(static template => template.FileName.EndsWith(".yaml", StringComparison.Ordinal)).Select(static template => template.Name)];

    public static TheoryData<string> Names => [.. SetupTemplates.All.Select(static template => template.Name)];

    public static TheoryData<string> Policies => [.. SetupTemplates.All.Select(static template => template.Name).Except(CloudFormation)];

    public static TheoryData<string, string, string> Stacks => [.. from name in CloudFormation from place in Places where name != "cloudtrail-govcloud" || place.Partition == "aws-us-gov" select (name, place.Partition, place.Region)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Text_NamesNoPartition(string name) => SetupTemplates.Find(name)!.Text.Should().NotMatchRegex(@"arn:aws:").And.NotContain("amazonaws.com.cn");

    [Theory]
    [MemberData(nameof(Names))]
    public void Find_AnyCase_IsFound(string name) => SetupTemplates.Find(name.ToUpperInvariant())!.Name.Should().Be(name);

    [Fact]
    public void Find_Unknown_IsNull() => SetupTemplates.Find("cloudtrial").Should().BeNull();

    [Theory]
    [MemberData(nameof(Stacks))]
    public void Stack_WithEveryChoice_CanBeMadeInOrder(string name, string partition, string region)
    {
        foreach (var stack in Choices(name, partition, region))
        {
            var order = stack.Order();

            order.Should().ContainInOrder("DeadLetterQueue", "Queue", "QueuePolicy");
            if (name.StartsWith("cloudtrail", StringComparison.Ordinal))
            {
                order.Should().ContainInOrder("QueuePolicy", "Bucket", "BucketPolicy", "Trail");
                stack.UsedBy("Bucket").Should().Contain("QueuePolicy");
                stack.UsedBy("Trail").Should().Contain("BucketPolicy");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Stacks))]
    public void Stack_WithEveryChoice_AllowsNobodyInParticularNothing(string name, string partition, string region)
    {
        foreach (var statement in Choices(name, partition, region).SelectMany(static stack => stack.Resources.Values.SelectMany(Statements)))
        {
            var principal = statement["Principal"]?.ToJsonString() ?? "";
            if (statement["Effect"]!.GetValue<string>() == "Allow")
            {
                principal.Should().NotContain("*");
            }

            if (principal.Contains("Service", StringComparison.Ordinal))
            {
                statement["Condition"]!.ToJsonString().Should().Contain("aws:SourceArn");
                principal.Should().MatchRegex(@"^\{""Service"":""[a-z0-9]+\.amazonaws\.com""\}$", "service principals are the same in all these partitions");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Stacks))]
    public void Stack_WithEveryChoice_IsOfItsPartitionAlone(string name, string partition, string region)
    {
        foreach (var stack in Choices(name, partition, region))
        {
            Regex.Matches(string.Concat(stack.Resources.Values.Select(static resource => resource.ToJsonString())), "arn:(aws[a-z-]*):").Select(static match => match.Groups[1].Value).Should().NotBeEmpty().And.OnlyContain(found => found == partition);
        }
    }

    [Theory]
    [MemberData(nameof(Stacks))]
    public void Stack_QueuesBucketsAndTopics_DemandTls(string name, string partition, string region)
    {
        foreach (var resource in Choices(name, partition, region).SelectMany(static stack => stack.Resources.Values).Where(static resource => resource["Type"]!.GetValue<string>() is "AWS::SQS::QueuePolicy" or "AWS::S3::BucketPolicy" or "AWS::SNS::TopicPolicy"))
        {
            Statements(resource).Should().Contain(statement => statement["Effect"]!.GetValue<string>() == "Deny" && statement["Condition"]!.ToJsonString() == """{"Bool":{"aws:SecureTransport":"false"}}""");
        }
    }

    [Theory]
    [MemberData(nameof(Stacks))]
    public void Stack_Outputs_AreWhatTheConfigurationFileTakes(string name, string partition, string region)
    {
        foreach (var stack in Choices(name, partition, region))
        {
            var file = new JsonObject
            {
                ["Sources"] = new JsonObject { ["trail"] = JsonNode.Parse(stack.Outputs["Configuration"]) },
                ["Sinks"] = new JsonObject { ["events"] = new JsonObject { ["Type"] = "Null" } },
            };
            var source = file["Sources"]!["trail"]!;

            FluentActions.Invoking(() => Pipe.CreateBuilder("test").FromConfiguration(new ConfigurationBuilder().AddJsonStream(new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(file))).Build()).Build()).Should().NotThrow();
            foreach (var key in new[] { "QueueUrl", "Region", "ExpectedBucketOwner", "RoleArn", "ExternalId", "UseFipsEndpoint" }.Where(stack.Outputs.ContainsKey))
            {
                source[key]!.ToString().Should().Be(stack.Outputs[key], key);
            }

            source["Buckets"]![0]!.ToString().Should().Be(stack.Outputs["Buckets"]);
        }
    }

    [Fact]
    public void GovCloud_Resources_AreThoseOfTheOtherFace()
    {
        var (one, other) = (YamlNodes.Read(SetupTemplates.Find("cloudtrail")!.Text), YamlNodes.Read(SetupTemplates.Find("cloudtrail-govcloud")!.Text));

        other["Resources"]!.ToJsonString().Should().Be(one["Resources"]!.ToJsonString());
        other["Conditions"]!.ToJsonString().Should().Be(one["Conditions"]!.ToJsonString());
        other["Parameters"]!.AsObject().Select(static pair => pair.Key).Should().Equal(one["Parameters"]!.AsObject().Select(static pair => pair.Key));
    }

    [Fact]
    public void GovCloud_AskedForElsewhere_Fails() => FluentActions.Invoking(static () => Stack.Of("cloudtrail-govcloud", "aws", "us-east-1")).Should().Throw<InvalidOperationException>().WithMessage("*look-up*");

    [Theory]
    [InlineData("arn:aws:events:us-east-1:111122223333:rule/Rule", Stack.Account, true)]
    [InlineData("arn:aws:events:us-east-1:111122223333:rule/Other", Stack.Account, false)]
    [InlineData("arn:aws:events:us-east-1:111122223333:rule/Rule", "444455556666", false)]
    public void EventBridge_OnlyTheRule_Sends(string rule, string account, bool isAllowed)
    {
        var stack = Stack.Of("eventbridge");

        foreach (var queue in new[] { "Queue", "DeadLetterQueue" })
        {
            new Policy(stack.Properties(queue + "Policy")["PolicyDocument"]!)
                .Allows("events.amazonaws.com", "sqs:SendMessage", $"arn:aws:sqs:us-east-1:111122223333:{queue}", ("aws:SourceArn", rule), ("aws:SourceAccount", account)).Should().Be(isAllowed);
        }

        stack.Properties("Rule")["EventPattern"]!.ToJsonString().Should().Be("""{"source":["aws.s3"],"detail-type":["Object Created"],"detail":{"bucket":{"name":["logs"]},"object":{"key":[{"suffix":".json.gz"}]}}}""");
    }

    [Fact]
    public void ExistingBucket_QueueConfiguration_IsWhatTheNotificationTakes()
    {
        var stack = Stack.Of("existing-bucket");

        stack.Resources.Should().NotContainKey("Bucket");
        JsonNode.Parse(stack.Outputs["QueueConfiguration"])!.ToJsonString().Should().Be(
            """{"Id":"fluency-ingest","QueueArn":"arn:aws:sqs:us-east-1:111122223333:Queue","Events":["s3:ObjectCreated:*"],"Filter":{"Key":{"FilterRules":[{"Name":"suffix","Value":".json.gz"}]}}}""");
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void Policy_FilledOrNot_IsJson(string name)
    {
        var template = SetupTemplates.Find(name)!;
        var values = new SetupTemplateValues
        {
            QueueArn = "arn:aws-us-gov:sqs:us-gov-west-1:111122223333:BUCKET",
            BucketName = "logs",
            TrailName = "QUEUE",
            KmsKeyArn = "arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/1234",
        };

        JsonNode.Parse(template.Text)!["Version"]!.GetValue<string>().Should().Be("2012-10-17");
        var filled = template.Fill(values);
        JsonNode.Parse(filled).Should().NotBeNull();
        filled.Should().NotContainAny("PARTITION", "REGION", "ACCOUNT").And.NotContain("arn:aws:");
        JsonNode.Parse(template.Fill(new SetupTemplateValues { Partition = "aws-cn" }))!.ToJsonString().Should().Contain("arn:aws-cn:").And.NotContain("arn:aws:");
    }

    [Fact]
    public void IamPolicy_TheLeast_HasExactlyFiveActions()
    {
        var policy = new Policy(JsonNode.Parse(SetupTemplates.Find("iam-policy")!.Fill(new SetupTemplateValues { QueueArn = "arn:aws:sqs:us-east-1:111122223333:trail", BucketName = "logs" }))!);

        policy.Actions.Should().BeEquivalentTo("sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage", "s3:ListBucket", "s3:GetObject");
        foreach (var action in new[] { "sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage" })
        {
            policy.Allows(null, action, "arn:aws:sqs:us-east-1:111122223333:trail").Should().BeTrue();
        }

        policy.Allows(null, "s3:ListBucket", "arn:aws:s3:::logs").Should().BeTrue();
        policy.Allows(null, "s3:GetObject", "arn:aws:s3:::logs/AWSLogs/1/a.json.gz").Should().BeTrue();
        policy.Allows(null, "s3:GetObject", "arn:aws:s3:::others/a").Should().BeFalse();
    }

    [Fact]
    public void IamPolicy_Full_ExplainsEachRightMore()
    {
        var full = SetupTemplates.Find("iam-policy-full")!;
        var more = new Policy(JsonNode.Parse(full.Text)!).Actions.Except(new Policy(JsonNode.Parse(SetupTemplates.Find("iam-policy")!.Text)!).Actions).ToList();

        full.Notes.Select(static note => note.Split(": ")[0]).Should().Equal(more);
    }

    [Fact]
    public void QueuePolicy_LetsS3SendForTheBucketAlone()
    {
        const string Queue = "arn:aws:sqs:us-east-1:111122223333:trail";
        var policy = new Policy(JsonNode.Parse(SetupTemplates.Find("queue-policy")!.Fill(new SetupTemplateValues { QueueArn = Queue, BucketName = "logs" }))!);

        policy.Allows("s3.amazonaws.com", "sqs:SendMessage", Queue, ("aws:SourceAccount", "111122223333"), ("aws:SourceArn", "arn:aws:s3:::logs")).Should().BeTrue();
        policy.Allows("s3.amazonaws.com", "sqs:SendMessage", Queue, ("aws:SourceAccount", "111122223333"), ("aws:SourceArn", "arn:aws:s3:::logs2")).Should().BeFalse();
        policy.Allows("s3.amazonaws.com", "sqs:SendMessage", Queue, ("aws:SourceAccount", "444455556666"), ("aws:SourceArn", "arn:aws:s3:::logs")).Should().BeFalse();
        policy.Allows("s3.amazonaws.com", "sqs:SendMessage", Queue, ("aws:SourceAccount", "111122223333"), ("aws:SourceArn", "arn:aws:s3:::logs"), ("aws:SecureTransport", "false")).Should().BeFalse();
    }

    // What a key that exists must allow, by the template's own words: no less than a new key does.
    [Theory]
    [InlineData("aws", "us-east-1")]
    [InlineData("aws-us-gov", "us-gov-west-1")]
    public void KeyPolicy_AllowsWhatANewKeyOfTheStackDoes(string partition, string region)
    {
        var made = Stack.Of("cloudtrail", partition, region, ("CreatesKey", "true"), ("FanOut", "true"));
        var (one, other) = (new Policy(made.Properties("Key")["KeyPolicy"]!), new Policy(JsonNode.Parse(SetupTemplates.Find("key-policy")!.Fill(new SetupTemplateValues
        {
            QueueArn = $"arn:{partition}:sqs:{region}:{Stack.Account}:trail",
            BucketName = "logs",
            TrailName = "fluency-trail",
        }))!));

        other.Statements.Select(static statement => statement["Sid"]!.ToString()).Should().Equal(one.Statements.Select(static statement => statement["Sid"]!.ToString()));
        other.Grants.Should().Equal(one.Grants);
        foreach (var action in new[] { "kms:GenerateDataKey", "kms:Decrypt" })
        {
            other.Allows("sns.amazonaws.com", action, "*", ("aws:SourceArn", $"arn:{partition}:sns:{region}:{Stack.Account}:stack-Topic-1")).Should().BeTrue();
            other.Allows("sns.amazonaws.com", action, "*", ("aws:SourceArn", $"arn:{partition}:sns:{region}:444455556666:stack-Topic-1")).Should().BeFalse();
        }
    }

    [Theory]
    [InlineData("logs\n", "trail")]
    [InlineData("logs", "trail\n")]
    public void Fill_ValueWithALineEnd_IsRefused(string bucket, string queue) =>
        FluentActions.Invoking(() => SetupTemplates.Find("iam-policy")!.Fill(new SetupTemplateValues { BucketName = bucket, QueueArn = "arn:aws:sqs:us-east-1:111122223333:" + queue })).Should().Throw<ArgumentException>();

    [Fact]
    public void Fill_WrongValues_AreAllNamed() => FluentActions.Invoking(static () => SetupTemplates.Find("iam-policy")!.Fill(new SetupTemplateValues
    {
        Partition = "aws-cn",
        QueueArn = "arn:aws:sqs:us-east-1:111122223333:trail",
        BucketName = "LOGS\"",
        KmsKeyArn = "alias/x",
        TrailName = "t",
    })).Should().Throw<ArgumentException>().Which.Message.Split('\n').Should().HaveCount(4);

    static IEnumerable<Stack> Choices(string name, string partition, string region)
    {
        (string, string)[][] choices =
        [
            [("CollectorPrincipalArn", $"arn:{partition}:iam::111122223333:role/ingest"), ("ExternalId", "id")],
            [("CreatesUser", "true")],
            [("OrganizationId", "o-exampleorgid")],
            [("CreatesKey", "true")],
            [("FanOut", "true")],
            [("LogsS3Objects", "true")],
            [("KeyPrefix", "a/b")],
        ];
        var template = YamlNodes.Read(SetupTemplates.Find(name)!.Text);
        for (var chosen = 0; chosen < 1 << choices.Length; chosen++)
        {
            yield return Stack.Of(template, partition, region, [.. choices.Where((_, at) => (chosen & (1 << at)) != 0).SelectMany(static choice => choice)]);
        }
    }

    static IEnumerable<JsonObject> Statements(JsonObject resource) =>
        new[] { "PolicyDocument", "KeyPolicy", "AssumeRolePolicyDocument" }.Select(document => resource["Properties"]![document]).Where(static document => document is not null)
            .SelectMany(static document => new Policy(document!).Statements);
}
