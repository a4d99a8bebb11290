using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Amazon.SQS;
using Amazon.SQS.Model;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.LocalAwsTests;

public class IdentityTests
{
    const string Role = "arn:aws:iam::999988887777:role/collector";

    static CancellationToken Token => AwsFixture.Token;

    [Fact]
    public async Task MinimumPolicy_OnlyAllowedActionsPass()
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Bucket.Put("AWSLogs/1", Some.Bytes(1));
        aws.Queue.Send("one");
        var user = aws.Aws.Iam.AddUser("AKIALEAST", "secret");
        user.Allow("sqs:ReceiveMessage", aws.Queue.Arn).Allow("sqs:DeleteMessage", aws.Queue.Arn).Allow("s3:GetObject", "arn:aws:s3:::logs/AWSLogs/*");
        var credentials = new BasicAWSCredentials("AKIALEAST", "secret");
        var sqs = aws.CreateSqs(credentials);
        var s3 = aws.CreateS3(credentials);

        var message = (await sqs.ReceiveMessageAsync(aws.Queue.Url, Token)).Messages.Single();
        using var got = await s3.GetObjectAsync("logs", "AWSLogs/1", Token);
        (await FluentActions.Awaiting(() => sqs.ChangeMessageVisibilityAsync(aws.Queue.Url, message.ReceiptHandle, 0, Token)).Should().ThrowAsync<AmazonSQSException>())
            .Which.ErrorCode.Should().StartWith("AccessDenied");
        (await FluentActions.Awaiting(() => s3.GetObjectAsync("logs", "other", Token)).Should().ThrowAsync<AmazonS3Exception>()).Which.ErrorCode.Should().Be("AccessDenied");
        (await FluentActions.Awaiting(() => s3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = "logs" }, Token)).Should().ThrowAsync<AmazonS3Exception>())
            .Which.StatusCode.Should().Be(System.Net.HttpStatusCode.Forbidden);
        await sqs.DeleteMessageAsync(aws.Queue.Url, message.ReceiptHandle, Token);
        aws.Queue.Count.Should().Be(0);
    }

    [Fact]
    public async Task Deny_ABatch_NeedsThePermissionOfTheSingleAction()
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Aws.Iam.Deny("sqs:ChangeMessageVisibility");

        var change = () => aws.Sqs.ChangeMessageVisibilityBatchAsync(aws.Queue.Url, [new("a", "handle") { VisibilityTimeout = 1 }], Token);

        var thrown = (await change.Should().ThrowAsync<AmazonSQSException>()).Which;
        thrown.StatusCode.Should().Be(System.Net.HttpStatusCode.Forbidden);
        thrown.Message.Should().Contain("is not authorized to perform: sqs:changemessagevisibility on resource: arn:aws:sqs:us-east-1:111122223333:trail");
    }

    [Fact]
    public async Task Deny_MissingQueue_DoesNotTellThatItIsMissing()
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Aws.Iam.Deny("sqs:*");

        var receive = () => aws.Sqs.ReceiveMessageAsync(aws.Queue.Url + "-not", Token);

        (await receive.Should().ThrowAsync<AmazonSQSException>()).Which.Should().NotBeOfType<QueueDoesNotExistException>();
    }

    [Fact]
    public async Task Signature_OfARegisteredUser_IsVerifiedOnOddKeysAndQueries()
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Aws.Iam.AddUser("AKIAUSER", "right");
        aws.Aws.Iam.RejectsUnknownKeys = true;
        var s3 = aws.CreateS3(new BasicAWSCredentials("AKIAUSER", "right"));
        const string Key = "a b/ü+%25=&?#/日本.gz";

        await s3.PutObjectAsync(new PutObjectRequest { BucketName = "logs", Key = Key, ContentBody = "text" }, Token);
        using var got = await s3.GetObjectAsync("logs", Key, Token);
        var listed = await s3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = "logs", Prefix = "a b/ü+", Delimiter = "/" }, Token);
        await aws.CreateSqs(new BasicAWSCredentials("AKIAUSER", "right")).SendMessageAsync(aws.Queue.Url, "body", Token);

        listed.CommonPrefixes.Should().Equal("a b/ü+%25=&?#/");
        aws.Queue.Count.Should().Be(1);
    }

    [Fact]
    public async Task Signature_WrongSecret_IsRefusedByEachServiceInItsWords()
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Aws.Iam.AddUser("AKIAUSER", "right");
        var wrong = new BasicAWSCredentials("AKIAUSER", "wrong");

        (await FluentActions.Awaiting(() => aws.CreateS3(wrong).ListBucketsAsync(Token)).Should().ThrowAsync<AmazonS3Exception>()).Which.ErrorCode.Should().Be("SignatureDoesNotMatch");
        (await FluentActions.Awaiting(() => aws.CreateSqs(wrong).ReceiveMessageAsync(aws.Queue.Url, Token)).Should().ThrowAsync<AmazonSQSException>()).Which.ErrorCode.Should().Be("SignatureDoesNotMatch");
        (await FluentActions.Awaiting(() => aws.CreateSts(wrong).GetCallerIdentityAsync(new(), Token)).Should().ThrowAsync<AmazonSecurityTokenServiceException>()).Which.ErrorCode.Should().Be("SignatureDoesNotMatch");
    }

    [Fact]
    public async Task UnknownKey_Rejected_IsRefusedByEachServiceInItsWords()
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Aws.Iam.RejectsUnknownKeys = true;

        (await FluentActions.Awaiting(() => aws.S3.ListBucketsAsync(Token)).Should().ThrowAsync<AmazonS3Exception>()).Which.ErrorCode.Should().Be("InvalidAccessKeyId");
        (await FluentActions.Awaiting(() => aws.Sqs.ReceiveMessageAsync(aws.Queue.Url, Token)).Should().ThrowAsync<AmazonSQSException>()).Which.ErrorCode.Should().Be("InvalidClientTokenId");
    }

    [Fact]
    public async Task AssumeRole_RightExternalId_GivesASessionThatActsAsTheRole()
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Aws.Sts.AddRole(Role, "shared-id").Deny("s3:ListBucket");
        aws.Bucket.Put("k", Some.Bytes(1));
        var session = await AssumeAsync(aws, "shared-id");

        using var got = await aws.CreateS3(session).GetObjectAsync("logs", "k", Token);
        var identity = await aws.CreateSts(session).GetCallerIdentityAsync(new(), Token);

        identity.Arn.Should().StartWith("arn:aws:sts::999988887777:assumed-role/collector");
        aws.Aws.Requests.Single(static request => request.Action == "GetObject").SessionToken.Should().Be(session.GetCredentials().Token);
        await FluentActions.Awaiting(() => aws.CreateS3(session).ListObjectsV2Async(new ListObjectsV2Request { BucketName = "logs" }, Token)).Should().ThrowAsync<AmazonS3Exception>();
    }

    [Theory]
    [InlineData(Role, "wrong-id")]
    [InlineData(Role, null)]
    [InlineData("arn:aws:iam::999988887777:role/unknown", "shared-id")]
    public async Task AssumeRole_NotTrusted_IsAccessDenied(string role, string? externalId)
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Aws.Sts.AddRole(Role, "shared-id");

        var assume = () => AssumeAsync(aws, externalId, role);

        (await assume.Should().ThrowAsync<AmazonSecurityTokenServiceException>()).Which.ErrorCode.Should().Be("AccessDenied");
    }

    [Fact]
    public async Task Session_Expired_IsRefusedByEachServiceInItsWords()
    {
        await using var aws = await AwsFixture.StartWithFakeTimeAsync();
        aws.Aws.Sts.AddRole(Role);
        var session = await AssumeAsync(aws, null);
        aws.Time.Advance(TimeSpan.FromMinutes(14));
        await aws.CreateS3(session).ListBucketsAsync(Token);

        aws.Time.Advance(TimeSpan.FromMinutes(1));

        (await FluentActions.Awaiting(() => aws.CreateS3(session).ListBucketsAsync(Token)).Should().ThrowAsync<AmazonS3Exception>()).Which.ErrorCode.Should().Be("ExpiredToken");
        (await FluentActions.Awaiting(() => aws.CreateSqs(session).ReceiveMessageAsync(aws.Queue.Url, Token)).Should().ThrowAsync<AmazonSQSException>()).Which.ErrorCode.Should().StartWith("ExpiredToken");
        (await FluentActions.Awaiting(() => aws.CreateSts(session).GetCallerIdentityAsync(new(), Token)).Should().ThrowAsync<AmazonSecurityTokenServiceException>()).Which.ErrorCode.Should().StartWith("ExpiredToken");
    }

    [Fact]
    public async Task Session_WithoutItsToken_IsRefused()
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Aws.Sts.AddRole(Role);
        var session = (await AssumeAsync(aws, null)).GetCredentials();
        var bare = new BasicAWSCredentials(session.AccessKey, session.SecretKey);

        var list = () => aws.CreateS3(bare).ListBucketsAsync(Token);

        (await list.Should().ThrowAsync<AmazonS3Exception>()).Which.ErrorCode.Should().Be("InvalidToken");
    }

    static async Task<SessionAWSCredentials> AssumeAsync(AwsFixture aws, string? externalId, string role = Role)
    {
        var request = new AssumeRoleRequest { RoleArn = role, RoleSessionName = "test", ExternalId = externalId, DurationSeconds = 900 };
        var credentials = (await aws.CreateSts().AssumeRoleAsync(request, Token)).Credentials;
        return new SessionAWSCredentials(credentials.AccessKeyId, credentials.SecretAccessKey, credentials.SessionToken);
    }
}
