using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Fluency.Ingest.Notifications;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Notifications;

public sealed class BucketRegionsTests
{
    [Theory]
    [InlineData("The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'eu-west-1'", "eu-west-1")]
    [InlineData("The authorization header is malformed; the region 'eu-west-1' is wrong; expecting 'us-east-1'", null)]
    [InlineData("The authorization header is malformed", null)]
    public void TryLearn_RegionInTheTextAlone_IsLearntUnlessItWasAsked(string message, string? expected)
    {
        var regions = new BucketRegions();
        var exception = new AmazonS3Exception(message, ErrorType.Sender, "AuthorizationHeaderMalformed", "1", HttpStatusCode.BadRequest);

        regions.TryLearn("logs", "us-east-1", exception, out _).Should().Be(expected is not null);

        regions.Find("logs").Should().Be(expected);
        regions.Find("others").Should().BeNull();
    }

    [Fact]
    public void TryLearn_TextOfAnotherError_IsNotBelieved()
    {
        var exception = new AmazonS3Exception("expecting 'eu-west-1'", ErrorType.Sender, "InvalidRequest", "1", HttpStatusCode.BadRequest);

        new BucketRegions().TryLearn("logs", "us-east-1", exception, out _).Should().BeFalse();
    }
}
