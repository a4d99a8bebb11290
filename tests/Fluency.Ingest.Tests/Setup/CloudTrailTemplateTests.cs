using System.Text.Json.Nodes;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Setup;

/// <summary>The stack of the template <c>cloudtrail</c>, and of its GovCloud face, has all that a set-up must have, whatever is asked for.</summary>
public sealed class CloudTrailTemplateTests
{
    const string Account = Stack.Account;
    const string Bucket = "arn:aws:s3:::logs";
    const string Trail = "arn:aws:cloudtrail:us-east-1:111122223333:trail/fluency-trail";
    const string CloudTrail = "cloudtrail.amazonaws.com";
    const string Acl = "s3:x-amz-acl";
    const string FullControl = "bucket-owner-full-control";

    static readonly (string, string) Role = ("CollectorPrincipalArn", "arn:aws:iam::444455556666:role/ingest");
    static readonly (string, string) ExternalId = ("ExternalId", "fluency-7");
    static readonly (string, string) Organization = ("OrganizationId", "o-exampleorgid");
    static readonly (string, string) NewKey = ("CreatesKey", "true");
    static readonly (string, string) FanOut = ("FanOut", "true");

    [Fact]
    public void Bucket_IsPrivateKeptAndExpires()
    {
        var stack = Stack.Of("cloudtrail");

        stack.Resources["Bucket"].Should().Match<JsonObject>(bucket => Is(bucket["DeletionPolicy"], "Retain") && Is(bucket["UpdateReplacePolicy"], "Retain"));
        var bucket = stack.Properties("Bucket");
        bucket["OwnershipControls"]!["Rules"]![0]!["ObjectOwnership"]!.GetValue<string>().Should().Be("BucketOwnerEnforced");
        bucket["PublicAccessBlockConfiguration"]!.AsObject().Select(static pair => (pair.Key, pair.Value!.GetValue<bool>())).Should()
            .BeEquivalentTo([("BlockPublicAcls", true), ("BlockPublicPolicy", true), ("IgnorePublicAcls", true), ("RestrictPublicBuckets", true)]);
        bucket["LifecycleConfiguration"]!["Rules"]!.AsArray().Should().ContainSingle(rule => Is(rule!["Status"], "Enabled") && rule!["ExpirationInDays"]!.ToString() == "90");
        bucket.Should().NotContainKey("RequestPaymentConfiguration");
    }

    [Fact]
    public void Bucket_Name_HasNoDefault() => FluentActions.Invoking(static () => YamlNodes.Read(Fluency.Ingest.Setup.SetupTemplates.Find("cloudtrail")!.Text)["Parameters"]!["BucketName"]!.AsObject())
        .Invoke().Should().NotContainKey("Default").And.ContainKey("AllowedPattern");

    [Theory]
    [InlineData("", "AWSLogs/111122223333/CloudTrail/a.json.gz", true)]
    [InlineData("trails", "trails/AWSLogs/111122223333/CloudTrail-Digest/a.json.gz", true)]
    [InlineData("trails", "AWSLogs/111122223333/CloudTrail/a.json.gz", false)]
    [InlineData("", "AWSLogs/444455556666/CloudTrail/a.json.gz", false)]
    [InlineData("", "AWSLogs/o-exampleorgid/444455556666/CloudTrail/a.json.gz", false)]
    public void BucketPolicy_CloudTrail_WritesWhatIsItsOwn(string prefix, string key, bool isAllowed) =>
        Document(Stack.Of("cloudtrail", parameters: ("KeyPrefix", prefix)), "BucketPolicy").Allows(CloudTrail, "s3:PutObject", $"{Bucket}/{key}", ("aws:SourceArn", Trail), (Acl, FullControl)).Should().Be(isAllowed);

    [Theory]
    [InlineData("AWSLogs/111122223333/CloudTrail/a.json.gz", true)]
    [InlineData("AWSLogs/o-exampleorgid/444455556666/CloudTrail/a.json.gz", true)]
    [InlineData("AWSLogs/o-otherorgid/444455556666/CloudTrail/a.json.gz", false)]
    public void BucketPolicy_OfAnOrganization_HasBothPrefixes(string key, bool isAllowed) =>
        Document(Stack.Of("cloudtrail", parameters: Organization), "BucketPolicy").Allows(CloudTrail, "s3:PutObject", $"{Bucket}/{key}", ("aws:SourceArn", Trail), (Acl, FullControl)).Should().Be(isAllowed);

    [Fact]
    public void BucketPolicy_OfADelegatedAdministrator_NamesTheManagementAccount()
    {
        var policy = Document(Stack.Of("cloudtrail", parameters: [Organization, ("ManagementAccountId", "777788889999")]), "BucketPolicy");
        var trail = Trail.Replace(Account, "777788889999", StringComparison.Ordinal);

        policy.Allows(CloudTrail, "s3:PutObject", $"{Bucket}/AWSLogs/777788889999/CloudTrail/a.json.gz", ("aws:SourceArn", trail), (Acl, FullControl)).Should().BeTrue();
        policy.Allows(CloudTrail, "s3:PutObject", $"{Bucket}/AWSLogs/o-exampleorgid/444455556666/CloudTrail/a.json.gz", ("aws:SourceArn", trail), (Acl, FullControl)).Should().BeTrue();
        policy.Allows(CloudTrail, "s3:PutObject", $"{Bucket}/AWSLogs/o-exampleorgid/444455556666/CloudTrail/a.json.gz", ("aws:SourceArn", Trail), (Acl, FullControl)).Should().BeFalse();
    }

    [Fact]
    public void BucketPolicy_OthersTrailOrAclOrPlainHttp_IsRefused()
    {
        var policy = Document(Stack.Of("cloudtrail"), "BucketPolicy");
        const string Key = $"{Bucket}/AWSLogs/{Account}/CloudTrail/a.json.gz";

        policy.Allows(CloudTrail, "s3:GetBucketAcl", Bucket, ("aws:SourceArn", Trail)).Should().BeTrue();
        policy.Allows(CloudTrail, "s3:GetBucketAcl", Bucket, ("aws:SourceArn", Trail + "2")).Should().BeFalse();
        policy.Allows(CloudTrail, "s3:PutObject", Key, ("aws:SourceArn", Trail + "2"), (Acl, FullControl)).Should().BeFalse();
        policy.Allows(CloudTrail, "s3:PutObject", Key, ("aws:SourceArn", Trail)).Should().BeFalse();
        policy.Allows(CloudTrail, "s3:PutObject", Key, ("aws:SourceArn", Trail), (Acl, FullControl), ("aws:SecureTransport", "false")).Should().BeFalse();
        policy.Allows("s3.amazonaws.com", "s3:PutObject", Key, ("aws:SourceArn", Trail), (Acl, FullControl)).Should().BeFalse();
    }

    [Fact]
    public void Queue_IsAStandardOneEncryptedAndKeepsMessagesForLessLongThanTheDeadLetterQueue()
    {
        var stack = Stack.Of("cloudtrail");
        var (queue, dead) = (stack.Properties("Queue"), stack.Properties("DeadLetterQueue"));

        foreach (var one in new[] { queue, dead })
        {
            one.Should().NotContainKey("FifoQueue").And.NotContainKey("MaximumMessageSize").And.NotContainKey("KmsMasterKeyId");
            one["SqsManagedSseEnabled"]!.GetValue<bool>().Should().BeTrue();
        }

        Seconds(dead["MessageRetentionPeriod"]).Should().Be(14 * 24 * 3600).And.BeGreaterThan(Seconds(queue["MessageRetentionPeriod"]));
        Seconds(queue["VisibilityTimeout"]).Should().BeGreaterThanOrEqualTo(300);
        queue["RedrivePolicy"]!["deadLetterTargetArn"]!.GetValue<string>().Should().Be("arn:aws:sqs:us-east-1:111122223333:DeadLetterQueue");
        Seconds(queue["RedrivePolicy"]!["maxReceiveCount"]).Should().BeGreaterThanOrEqualTo(5);
    }

    [Fact]
    public void DeadLetterQueue_HasAnAlarmOnItsDepth()
    {
        var alarm = Stack.Of("cloudtrail", parameters: ("AlarmTopicArn", "arn:aws:sns:us-east-1:111122223333:pager")).Properties("DeadLetterAlarm");

        alarm["Dimensions"]![0]!["Value"]!.GetValue<string>().Should().Be("DeadLetterQueue.QueueName");
        alarm["MetricName"]!.GetValue<string>().Should().Be("ApproximateNumberOfMessagesVisible");
        Seconds(alarm["Threshold"]).Should().Be(0);
        alarm["AlarmActions"]![0]!.GetValue<string>().Should().Be("arn:aws:sns:us-east-1:111122223333:pager");
        Stack.Of("cloudtrail").Properties("DeadLetterAlarm").Should().NotContainKey("AlarmActions");
    }

    [Theory]
    [InlineData("s3.amazonaws.com", Account, Bucket, "true", true)]
    [InlineData("s3.amazonaws.com", "444455556666", Bucket, "true", false)]
    [InlineData("s3.amazonaws.com", Account, "arn:aws:s3:::others", "true", false)]
    [InlineData("s3.amazonaws.com", Account, Bucket, "false", false)]
    [InlineData("sns.amazonaws.com", Account, Bucket, "true", false)]
    [InlineData("arn:aws:iam::444455556666:root", Account, Bucket, "true", false)]
    public void QueuePolicy_OnlyS3_SendsForTheBucketOfTheAccount(string principal, string account, string source, string isTls, bool isAllowed) =>
        Document(Stack.Of("cloudtrail"), "QueuePolicy").Allows(principal, "sqs:SendMessage", QueueArn, ("aws:SourceAccount", account), ("aws:SourceArn", source), ("aws:SecureTransport", isTls)).Should().Be(isAllowed);

    [Fact]
    public void Key_Queue_LetsS3Send()
    {
        var stack = Stack.Of("cloudtrail", parameters: NewKey);
        var key = new Policy(stack.Properties("Key")["KeyPolicy"]!);

        foreach (var queue in new[] { stack.Properties("Queue"), stack.Properties("DeadLetterQueue") })
        {
            queue["KmsMasterKeyId"]!.GetValue<string>().Should().Be("arn:aws:kms:us-east-1:111122223333:key/Key");
            queue.Should().NotContainKey("SqsManagedSseEnabled");
        }

        foreach (var action in new[] { "kms:GenerateDataKey", "kms:Decrypt" })
        {
            key.Allows("s3.amazonaws.com", action, "*", ("aws:SourceAccount", Account), ("aws:SourceArn", Bucket)).Should().BeTrue();
            key.Allows("s3.amazonaws.com", action, "*", ("aws:SourceAccount", "444455556666"), ("aws:SourceArn", Bucket)).Should().BeFalse();
            key.Allows("sns.amazonaws.com", action, "*", ("aws:SourceArn", "arn:aws:sns:us-east-1:111122223333:stack-Topic-1")).Should().BeFalse();
            new Policy(Stack.Of("cloudtrail", parameters: [NewKey, FanOut]).Properties("Key")["KeyPolicy"]!)
                .Allows("sns.amazonaws.com", action, "*", ("aws:SourceArn", "arn:aws:sns:us-east-1:111122223333:stack-Topic-1")).Should().BeTrue();
        }

        Document(stack, "CollectorPolicy").Allows(null, "kms:Decrypt", "arn:aws:kms:us-east-1:111122223333:key/Key").Should().BeTrue();
        Document(Stack.Of("cloudtrail"), "CollectorPolicy").Actions.Should().NotContain("kms:Decrypt");
    }

    [Fact]
    public void Key_Trail_LetsCloudTrailEncrypt()
    {
        var stack = Stack.Of("cloudtrail", parameters: NewKey);
        var key = new Policy(stack.Properties("Key")["KeyPolicy"]!);
        var context = ("kms:EncryptionContext:aws:cloudtrail:arn", Trail);

        stack.Properties("Trail")["KMSKeyId"]!.GetValue<string>().Should().Be("arn:aws:kms:us-east-1:111122223333:key/Key");
        key.Allows(CloudTrail, "kms:GenerateDataKey", "*", ("aws:SourceArn", Trail), context).Should().BeTrue();
        key.Allows(CloudTrail, "kms:GenerateDataKey", "*", ("aws:SourceArn", Trail)).Should().BeFalse();
        key.Allows(CloudTrail, "kms:GenerateDataKey", "*", ("aws:SourceArn", Trail + "2"), context).Should().BeFalse();
        key.Allows(CloudTrail, "kms:DescribeKey", "*", ("aws:SourceArn", Trail)).Should().BeTrue();
        key.Allows(CloudTrail, "kms:Decrypt", "*", ("aws:SourceArn", Trail)).Should().BeTrue();
        key.Allows($"arn:aws:iam::{Account}:root", "kms:PutKeyPolicy", "*").Should().BeTrue();
    }

    [Fact]
    public void Key_ThatExists_IsUsedAsItIs()
    {
        const string Arn = "arn:aws:kms:us-east-1:111122223333:key/1234";
        var stack = Stack.Of("cloudtrail", parameters: [("KmsKeyArn", Arn), FanOut]);

        stack.Resources.Should().NotContainKey("Key");
        new[] { stack.Properties("Trail")["KMSKeyId"], stack.Properties("Queue")["KmsMasterKeyId"], stack.Properties("Topic")["KmsMasterKeyId"] }.Should().OnlyContain(key => Is(key, Arn));
        Document(stack, "CollectorPolicy").Allows(null, "kms:Decrypt", Arn).Should().BeTrue();
    }

    [Fact]
    public void Notification_TellsTheQueueOfEachFile()
    {
        var notification = Stack.Of("cloudtrail").Properties("Bucket")["NotificationConfiguration"]!.AsObject();

        notification.Should().ContainSingle().Which.Key.Should().Be("QueueConfigurations");
        var one = notification["QueueConfigurations"]!.AsArray().Should().ContainSingle().Subject!;
        one["Event"]!.GetValue<string>().Should().Be("s3:ObjectCreated:*");
        one["Queue"]!.GetValue<string>().Should().Be(QueueArn);
        one["Filter"]!["S3Key"]!["Rules"]!.ToJsonString().Should().Be("""[{"Name":"suffix","Value":".json.gz"}]""");
    }

    [Fact]
    public void FanOut_S3TellsTheTopicAndThatTheQueue()
    {
        const string Topic = "arn:aws:sns:us-east-1:111122223333:Topic";
        var stack = Stack.Of("cloudtrail", parameters: FanOut);

        var notification = stack.Properties("Bucket")["NotificationConfiguration"]!.AsObject();
        notification.Should().ContainSingle().Which.Key.Should().Be("TopicConfigurations");
        notification["TopicConfigurations"]![0]!["Topic"]!.GetValue<string>().Should().Be(Topic);
        Document(stack, "TopicPolicy").Allows("s3.amazonaws.com", "sns:Publish", Topic, ("aws:SourceAccount", Account), ("aws:SourceArn", Bucket)).Should().BeTrue();
        Document(stack, "TopicPolicy").Allows("s3.amazonaws.com", "sns:Publish", Topic, ("aws:SourceAccount", "444455556666"), ("aws:SourceArn", Bucket)).Should().BeFalse();
        Document(stack, "QueuePolicy").Allows("sns.amazonaws.com", "sqs:SendMessage", QueueArn, ("aws:SourceArn", Topic)).Should().BeTrue();
        Document(stack, "QueuePolicy").Allows("sns.amazonaws.com", "sqs:SendMessage", QueueArn, ("aws:SourceArn", Topic + "2")).Should().BeFalse();
        stack.Properties("Subscription").Should().Match<JsonObject>(subscription => Is(subscription["TopicArn"], Topic) && Is(subscription["Endpoint"], QueueArn) && Is(subscription["Protocol"], "sqs"));
        stack.Properties("Topic").Should().NotContainKey("FifoTopic");
        stack.Order().Should().ContainInOrder("Topic", "Subscription", "Bucket").And.ContainInOrder("TopicPolicy", "Bucket");
    }

    [Fact]
    public void FanOut_WhatSnsCannotDeliver_GoesToTheDeadLetterQueue()
    {
        const string Topic = "arn:aws:sns:us-east-1:111122223333:Topic";
        const string Dead = "arn:aws:sqs:us-east-1:111122223333:DeadLetterQueue";
        var stack = Stack.Of("cloudtrail", parameters: FanOut);

        stack.Properties("Subscription")["RedrivePolicy"]!.ToJsonString().Should().Be($$"""{"deadLetterTargetArn":"{{Dead}}"}""");
        Document(stack, "DeadLetterQueuePolicy").Allows("sns.amazonaws.com", "sqs:SendMessage", Dead, ("aws:SourceArn", Topic)).Should().BeTrue();
        Document(stack, "DeadLetterQueuePolicy").Allows("sns.amazonaws.com", "sqs:SendMessage", Dead, ("aws:SourceArn", Topic + "2")).Should().BeFalse();
        Document(Stack.Of("cloudtrail"), "DeadLetterQueuePolicy").Allows("sns.amazonaws.com", "sqs:SendMessage", Dead, ("aws:SourceArn", Topic)).Should().BeFalse();
        stack.Order().Should().ContainInOrder("DeadLetterQueuePolicy", "Subscription");
    }

    [Fact]
    public void Trail_LogsAllRegionsAndGlobalServicesAndProvesItsFiles()
    {
        var trail = Stack.Of("cloudtrail", parameters: ("KeyPrefix", "trails")).Properties("Trail");

        foreach (var switchedOn in new[] { "IsLogging", "IsMultiRegionTrail", "IncludeGlobalServiceEvents", "EnableLogFileValidation" })
        {
            trail[switchedOn]!.GetValue<bool>().Should().BeTrue(switchedOn);
        }

        trail["IsOrganizationTrail"]!.GetValue<bool>().Should().BeFalse();
        trail["S3BucketName"]!.GetValue<string>().Should().Be("logs");
        trail["S3KeyPrefix"]!.GetValue<string>().Should().Be("trails");
        trail["AdvancedEventSelectors"]!.AsArray().Should().ContainSingle().Which!["FieldSelectors"]!.ToJsonString().Should().Be("""[{"Field":"eventCategory","Equals":["Management"]}]""");
        Stack.Of("cloudtrail").Properties("Trail").Should().NotContainKey("S3KeyPrefix").And.NotContainKey("KMSKeyId");
        Stack.Of("cloudtrail", parameters: Organization).Properties("Trail")["IsOrganizationTrail"]!.GetValue<bool>().Should().BeTrue();
    }

    [Fact]
    public void Trail_WithObjects_LeavesItsOwnBucketOut()
    {
        var selectors = Stack.Of("cloudtrail", parameters: ("LogsS3Objects", "true")).Properties("Trail")["AdvancedEventSelectors"]!.AsArray();

        selectors.Should().HaveCount(2);
        selectors[1]!["FieldSelectors"]!.AsArray().Should().Contain(field => Is(field!["Field"], "resources.ARN") && field!["NotStartsWith"]!.ToJsonString() == """["arn:aws:s3:::logs/"]""");
    }

    [Fact]
    public void Role_IsAssumedByThePrincipalWithTheExternalIdAlone()
    {
        var stack = Stack.Of("cloudtrail", parameters: [Role, ExternalId]);
        var trust = new Policy(stack.Properties("CollectorRole")["AssumeRolePolicyDocument"]!);
        var statement = trust.Statements.Should().ContainSingle().Subject;

        statement["Principal"]!["AWS"]!.GetValue<string>().Should().Be(Role.Item2);
        statement["Condition"]!["StringEquals"]!["sts:ExternalId"]!.GetValue<string>().Should().Be("fluency-7");
        stack.Properties("CollectorRole")["ManagedPolicyArns"]!.ToJsonString().Should().Be("""["CollectorPolicy"]""");
        stack.Outputs["RoleArn"].Should().Be("arn:aws:iam::111122223333:role/CollectorRole");
        stack.Violations.Should().BeEmpty();
        Stack.Of("cloudtrail", parameters: Role).Violations.Should().ContainSingle().Which.Should().Contain("ExternalId");
        Stack.Of("cloudtrail").Resources.Should().NotContainKey("CollectorRole").And.NotContainKey("CollectorUser").And.NotContainKey("CollectorSecret");
    }

    [Fact]
    public void User_HasAKeyWhoseSecretIsInNoOutput()
    {
        var stack = Stack.Of("cloudtrail", parameters: ("CreatesUser", "true"));

        stack.Properties("CollectorUser")["ManagedPolicyArns"]!.ToJsonString().Should().Be("""["CollectorPolicy"]""");
        stack.Outputs.Should().ContainKeys("AccessKeyId", "SecretAccessKeyIn").And.NotContainKey("SecretAccessKey");
        stack.Outputs.Values.Should().NotContain(value => value.Contains("SecretAccessKey", StringComparison.Ordinal));
        stack.Properties("CollectorSecret")["SecretString"]!.GetValue<string>().Should().Contain("CollectorAccessKey.SecretAccessKey");
    }

    [Fact]
    public void TwoKeys_AreRefused() =>
        Stack.Of("cloudtrail", parameters: [NewKey, ("KmsKeyArn", "arn:aws:kms:us-east-1:111122223333:key/1234")]).Violations.Should().ContainSingle().Which.Should().Contain("not both");

    [Fact]
    public void Collector_HasTheRightsOfTheSource()
    {
        var policy = Document(Stack.Of("cloudtrail"), "CollectorPolicy");

        foreach (var action in new[] { "ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility", "GetQueueUrl", "GetQueueAttributes" })
        {
            policy.Allows(null, "sqs:" + action, QueueArn).Should().BeTrue(action);
            policy.Allows(null, "sqs:" + action, QueueArn + "2").Should().BeFalse(action);
        }

        policy.Allows(null, "s3:GetObject", Bucket + "/a").Should().BeTrue();
        policy.Allows(null, "s3:GetObjectVersion", Bucket + "/a").Should().BeTrue();
        policy.Allows(null, "s3:ListBucket", Bucket).Should().BeTrue();
        policy.Actions.Should().NotContain(static action => action.Contains('*')).And.NotContain(static action => action.Contains("Put", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("cloudtrail")]
    [InlineData("cloudtrail-govcloud")]
    [InlineData("eventbridge")]
    [InlineData("existing-bucket")]
    public void Collector_MayCountTheDeadLetters_AndDoNothingElseWithThem(string template)
    {
        var stack = template.EndsWith("govcloud", StringComparison.Ordinal) ? Stack.Of(template, "aws-us-gov", "us-gov-west-1") : Stack.Of(template);
        var policy = Document(stack, "CollectorPolicy");
        var deadLetters = stack.Properties("Queue")["RedrivePolicy"]!["deadLetterTargetArn"]!.ToString();

        policy.Allows(null, "sqs:GetQueueAttributes", deadLetters).Should().BeTrue();
        policy.Actions.Distinct().Where(action => policy.Allows(null, action, deadLetters)).Should().Equal("sqs:GetQueueAttributes");
    }

    static string QueueArn => "arn:aws:sqs:us-east-1:111122223333:Queue";

    static Policy Document(Stack stack, string resource) => new(stack.Properties(resource)["PolicyDocument"]!);

    static bool Is(JsonNode? node, string text) => node?.ToString() == text;

    static long Seconds(JsonNode? node) => long.Parse(node!.ToString());
}
