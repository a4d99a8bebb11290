using Amazon.S3.Model;
using Amazon.SecurityToken.Model;
using Amazon.SQS.Model;
using Fluency.Ingest.Notifications;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Notifications;

/// <summary>To which hosts calls go: hosts of AWS cannot be acted out, so that the SDK is asked where it would send them.</summary>
public sealed class AwsClientsTests
{
    [Theory]
    [InlineData("https://sqs.us-east-1.amazonaws.com/1/q", "https://sqs.us-east-1.amazonaws.com")]
    [InlineData("https://sqs.us-gov-west-1.amazonaws.com/1/q", "https://sqs.us-gov-west-1.amazonaws.com")]
    [InlineData("https://sqs.cn-north-1.amazonaws.com.cn/1/q", "https://sqs.cn-north-1.amazonaws.com.cn")]
    [InlineData("https://us-west-1.queue.amazonaws.com/1/q", "https://sqs.us-west-1.amazonaws.com")]
    [InlineData("https://vpce-0a1b-2c3d.sqs.eu-west-1.vpce.amazonaws.com/1/q", "https://vpce-0a1b-2c3d.sqs.eu-west-1.vpce.amazonaws.com")]
    [InlineData("https://sqs-fips.us-west-2.amazonaws.com/1/q", "https://sqs-fips.us-west-2.amazonaws.com")]
    public void Queue_ByItsUrl_IsAskedAtThatHost(string url, string expected) => SqsHost(Options(url)).Should().Be(expected);

    [Theory]
    [InlineData("us-east-1", true, false, "https://sqs-fips.us-east-1.amazonaws.com")]
    [InlineData("us-east-1", false, true, "https://sqs.us-east-1.api.aws")]
    [InlineData("us-east-1", true, true, "https://sqs-fips.us-east-1.api.aws")]
    [InlineData("us-gov-west-1", true, false, "https://sqs.us-gov-west-1.amazonaws.com")]
    [InlineData("cn-north-1", false, true, "https://sqs.cn-north-1.api.amazonwebservices.com.cn")]
    public void Queue_FipsOrDualStack_IsAskedThere(string region, bool fips, bool dualStack, string expected) =>
        SqsHost(Options($"https://sqs.{region}.{(region.StartsWith("cn", StringComparison.Ordinal) ? "amazonaws.com.cn" : "amazonaws.com")}/1/q", fips, dualStack)).Should().Be(expected);

    [Theory]
    [InlineData("us-east-1", false, false, "https://logs.s3.us-east-1.amazonaws.com")]
    [InlineData("us-east-1", true, false, "https://logs.s3-fips.us-east-1.amazonaws.com")]
    [InlineData("us-west-2", false, true, "https://logs.s3.dualstack.us-west-2.amazonaws.com")]
    [InlineData("us-west-2", true, true, "https://logs.s3-fips.dualstack.us-west-2.amazonaws.com")]
    public void Bucket_FipsOrDualStack_IsAskedThere(string region, bool fips, bool dualStack, string expected)
    {
        using var clients = Clients(Options("https://sqs.us-east-1.amazonaws.com/1/q", fips, dualStack));

        clients.S3(region).DetermineServiceOperationEndpoint(new GetObjectRequest { BucketName = "logs", Key = "k" }).URL.Should().StartWith(expected);
    }

    [Fact]
    public void Endpoints_AreNotWorkedOutForEachRequest()
    {
        using var clients = Clients(Options("https://sqs.us-east-1.amazonaws.com/1/q"));

        clients.S3("us-east-1").Config.EndpointProvider.Should().BeOfType<RememberedEndpoints>();
        clients.Sqs.Config.EndpointProvider.Should().BeOfType<RememberedEndpoints>();
    }

    [Theory]
    [InlineData("us-gov-west-1", "https://logs.s3.us-east-1.amazonaws.com")]
    [InlineData("cn-north-1", "https://logs.s3.us-east-1.amazonaws.com")]
    [InlineData("evil.example/", "https://logs.s3.us-east-1.amazonaws.com")]
    public void Bucket_RegionOfAnotherPartitionInTheMessage_IsAskedAtHome(string region, string expected)
    {
        using var clients = Clients(Options("https://sqs.us-east-1.amazonaws.com/1/q"));

        clients.S3(region).DetermineServiceOperationEndpoint(new GetObjectRequest { BucketName = "logs", Key = "k" }).URL.Should().StartWith(expected);
    }

    [Theory]
    [InlineData("eu-west-1", null, "eu-west-1")]
    [InlineData("us-east-9", null, null)]
    [InlineData("us-east-1 ", null, null)]
    [InlineData(null, null, null)]
    [InlineData("home-1", "http://127.0.0.1:9000", "home-1")]
    public void Region_InTheMessage_IsTakenOnlyIfItExists(string? region, string? serviceUrl, string? expected)
    {
        var options = Options("https://sqs.us-east-1.amazonaws.com/1/q");
        options.ServiceUrl = serviceUrl;
        using var clients = Clients(options);

        clients.Known(region).Should().Be(expected);
    }

    [Theory]
    [InlineData("https://sqs.us-east-1.amazonaws.com/1/q", true, "https://sts-fips.us-east-1.amazonaws.com")]
    [InlineData("https://sqs.us-east-1.amazonaws.com/1/q", false, "https://sts.us-east-1.amazonaws.com")]
    [InlineData("https://sqs.cn-north-1.amazonaws.com.cn/1/q", false, "https://sts.cn-north-1.amazonaws.com.cn")]
    public void Role_IsAssumedInTheRegionOfTheQueue(string url, bool fips, string expected)
    {
        using var clients = Clients(Options(url, fips));
        using var sts = clients.CreateSts();

        sts.DetermineServiceOperationEndpoint(new AssumeRoleRequest()).URL.Should().StartWith(expected);
    }

    static string SqsHost(S3NotificationOptions options)
    {
        using var clients = Clients(options);
        return clients.Sqs.DetermineServiceOperationEndpoint(new ReceiveMessageRequest { QueueUrl = options.QueueUrl }).URL.TrimEnd('/');
    }

    static AwsClients Clients(S3NotificationOptions options) => new(options, null, null, TimeProvider.System);

    static S3NotificationOptions Options(string url, bool fips = false, bool dualStack = false) =>
        new() { QueueUrl = url, AccessKeyId = "AKIATEST", SecretAccessKey = "secret", UseFipsEndpoint = fips, UseDualStack = dualStack };
}
