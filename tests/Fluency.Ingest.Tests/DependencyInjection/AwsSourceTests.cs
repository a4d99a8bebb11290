using Amazon.S3;
using Amazon.SQS;
using Fluency.Ingest.DependencyInjection;
using Fluency.Ingest.Notifications;
using FluentAssertions;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Fluency.Ingest.Tests.DependencyInjection;

public sealed class AwsSourceTests
{
    [Fact]
    public async Task Source_ClientsInTheContainer_AreAskedFor()
    {
        var services = new AskedServices();

        await using var source = AwsSource.Make(new S3NotificationOptions { QueueUrl = "https://sqs.us-east-1.amazonaws.com/1/q" }, new ComponentContext(services, NullLoggerFactory.Instance));

        services.Asked.Should().BeEquivalentTo([typeof(IAmazonSQS), typeof(IAmazonS3)]);
    }

    [Fact]
    public async Task Source_OptionsSayHowToConnect_LeaveTheContainerAlone()
    {
        var services = new AskedServices();
        var options = new S3NotificationOptions { QueueUrl = "http://queue/1/q", ServiceUrl = "http://127.0.0.1:9", Region = "us-east-1" };

        await using var source = AwsSource.Make(options, new ComponentContext(services, NullLoggerFactory.Instance));

        services.Asked.Should().BeEmpty();
    }
}
