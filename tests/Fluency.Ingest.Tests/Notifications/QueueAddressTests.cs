using Fluency.Ingest.Notifications;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Notifications;

public sealed class QueueAddressTests
{
    [Theory]
    [InlineData("https://sqs.us-east-1.amazonaws.com/111122223333/trail", "us-east-1")]
    [InlineData("https://sqs.ap-southeast-4.amazonaws.com/1/t", "ap-southeast-4")]
    [InlineData("https://sqs.us-gov-west-1.amazonaws.com/1/t", "us-gov-west-1")]
    [InlineData("https://sqs.cn-north-1.amazonaws.com.cn/1/t", "cn-north-1")]
    [InlineData("https://sqs-fips.us-west-2.amazonaws.com/1/t", "us-west-2")]
    [InlineData("https://sqs.eu-central-1.api.aws/1/t", "eu-central-1")]
    [InlineData("https://vpce-0a1b-2c3d.sqs.eu-west-1.vpce.amazonaws.com/1/t", "eu-west-1")]
    [InlineData("https://us-west-1.queue.amazonaws.com/1/t", "us-west-1")]
    [InlineData("https://queue.amazonaws.com/1/t", "us-east-1")]
    [InlineData("https://cn-north-1.queue.amazonaws.com.cn/1/t", "cn-north-1")]
    [InlineData("https://sqs-fips.us-gov-east-1.amazonaws.com/1/t", "us-gov-east-1")]
    [InlineData("https://sqs.cn-northwest-1.api.amazonwebservices.com.cn/1/t", "cn-northwest-1")]
    [InlineData("https://vpce-0a1b-2c3d.sqs.cn-north-1.vpce.amazonaws.com.cn/1/t", "cn-north-1")]
    [InlineData("https://sqs.us-iso-east-1.c2s.ic.gov/1/t", "us-iso-east-1")]
    [InlineData("https://SQS.US-EAST-1.AMAZONAWS.COM/1/t", "us-east-1")]
    [InlineData("https://sqs.eusc-de-east-1.amazonaws.eu/1/t", "eusc-de-east-1")]
    public void RegionOf_AddressOfAws_IsItsRegion(string url, string region) => QueueAddress.RegionOf(url).Should().Be(region);

    [Theory]
    [InlineData("http://127.0.0.1:4566/111122223333/trail")]
    [InlineData("http://sqs.us-east-1.localhost:4566/000000000000/trail")]
    [InlineData("https://sqs.us-east-1.amazonaws.com.evil.example/1/t")]
    [InlineData("https://example.com/sqs.us-east-1.amazonaws.com")]
    [InlineData("trail")]
    [InlineData("")]
    public void RegionOf_OtherAddress_IsNotKnown(string url) => QueueAddress.RegionOf(url).Should().BeNull();

    [Theory]
    [InlineData("https://vpce-0a1b-2c3d.sqs.eu-west-1.vpce.amazonaws.com/1/t", "https://vpce-0a1b-2c3d.sqs.eu-west-1.vpce.amazonaws.com")]
    [InlineData("https://sqs-fips.us-gov-west-1.amazonaws.com/1/t", "https://sqs-fips.us-gov-west-1.amazonaws.com")]
    [InlineData("https://sqs.eu-central-1.api.aws/1/t", "https://sqs.eu-central-1.api.aws")]
    [InlineData("https://sqs.us-east-1.amazonaws.com/1/t", null)]
    [InlineData("https://us-west-1.queue.amazonaws.com/1/t", null)]
    [InlineData("http://127.0.0.1:4566/1/t", null)]
    [InlineData("https://evil.vpce.amazonaws.com.example/1/t", null)]
    public void OwnEndpointOf_HostThatTheRegionDoesNotGive_IsThatHost(string url, string? endpoint) => QueueAddress.OwnEndpointOf(url).Should().Be(endpoint);
}
