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

    public static TheoryData<Action<S3NotificationOptions>> HowToConnect =>
    [
        Say(static o => (o.ServiceUrl, o.Region) = ("http://127.0.0.1:9", "us-east-1")),
        Say(static o => o.Region = "us-east-1"),
        Say(static o => (o.AccessKeyId, o.SecretAccessKey) = ("a", "s")),
        Say(static o => o.Profile = "p"),
        Say(static o => o.RoleArn = "arn:aws:iam::111122223333:role/r"),
        Say(static o => o.UseFipsEndpoint = true),
        Say(static o => o.UseDualStack = true),
    ];

    [Theory]
    [MemberData(nameof(HowToConnect))]
    public async Task Source_OptionsSayHowToConnect_LeaveTheContainerAlone(Action<S3NotificationOptions> say)
    {
        var services = new AskedServices();
        var options = new S3NotificationOptions { QueueUrl = "https://sqs.us-east-1.amazonaws.com/1/q" };
        say(options);

        await using var source = AwsSource.Make(options, new ComponentContext(services, NullLoggerFactory.Instance));

        services.Asked.Should().BeEmpty();
    }

    static Action<S3NotificationOptions> Say(Action<S3NotificationOptions> say) => say;
}
