using Amazon.S3;
using Amazon.SQS;
using Fluency.Ingest.Notifications;
using Microsoft.Extensions.Logging;

namespace Fluency.Ingest.DependencyInjection;

/// <summary>Makes a source of S3 notifications with the clients of the container, unless its options say by themselves how to reach AWS.</summary>
static class AwsSource
{
    public static S3NotificationSource Make(S3NotificationOptions options, ComponentContext context, IAmazonSQS? sqs = null, IAmazonS3? s3 = null)
    {
        if (!SaysHowToConnect(options))
        {
            sqs ??= context.Services.GetService(typeof(IAmazonSQS)) as IAmazonSQS;
            s3 ??= context.Services.GetService(typeof(IAmazonS3)) as IAmazonS3;
        }

        return new S3NotificationSource(options, sqs, s3, context.Loggers.CreateLogger<S3NotificationSource>());
    }

    // A client of the container would silently make these options void.
    static bool SaysHowToConnect(S3NotificationOptions options) =>
        (options.Region ?? options.ServiceUrl ?? options.AccessKeyId ?? options.Profile ?? options.RoleArn) is not null || options.UseFipsEndpoint || options.UseDualStack;
}
