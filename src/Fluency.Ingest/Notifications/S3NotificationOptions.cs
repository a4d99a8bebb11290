namespace Fluency.Ingest.Notifications;

/// <summary>Where an <see cref="S3NotificationSource"/> finds its queue and its buckets, with which credentials, and how it holds messages.</summary>
public sealed class S3NotificationOptions
{
    /// <summary>The queue that is told of new objects, such as <c>https://sqs.us-east-1.amazonaws.com/111122223333/trail</c>. Required.</summary>
    /// <remarks>The AWS SDK takes the queue's region from <see cref="Region"/>, not from the host in this address. For an interface endpoint of a VPC set <see cref="ServiceUrl"/>.</remarks>
    public string QueueUrl { get; set; } = "";

    /// <summary>The queue's region, such as <c>us-east-1</c>. Default: the one in <see cref="QueueUrl"/>, else what the AWS SDK finds in its environment.</summary>
    /// <remarks>A bucket may lie in another region: each object is read in the region that its notification names.</remarks>
    public string? Region { get; set; }

    /// <summary>An endpoint that takes all calls to S3, SQS and STS in place of AWS's own. Default: AWS's own.</summary>
    /// <remarks>The host in <see cref="QueueUrl"/> is then only a name and need not resolve.</remarks>
    public string? ServiceUrl { get; set; }

    /// <summary>Whether buckets are named in the path rather than in the host, as most S3-compatible stores want it. Default <see langword="false"/>.</summary>
    public bool ForcePathStyle { get; set; }

    /// <summary>The access key's id. Default: the AWS SDK's own chain (environment, profile, container, instance).</summary>
    public string? AccessKeyId { get; set; }

    /// <summary>The access key's secret. Required with <see cref="AccessKeyId"/>.</summary>
    public string? SecretAccessKey { get; set; }

    /// <summary>The token of a temporary access key. Such a key ends, and with it the collecting: prefer <see cref="RoleArn"/>.</summary>
    public string? SessionToken { get; set; }

    /// <summary>The profile of the AWS configuration files to use. Default: that of the environment.</summary>
    public string? Profile { get; set; }

    /// <summary>The role to assume for all calls, with the credentials above. Default: none.</summary>
    public string? RoleArn { get; set; }

    /// <summary>The external id that the role's trust policy asks for. Default: none.</summary>
    public string? ExternalId { get; set; }

    /// <summary>How long the queue hides a message that this process holds. Default 5 minutes; 1 second to 12 hours.</summary>
    /// <remarks>
    /// It is extended while the message is in work, so that it does not limit how long that may take; it says how soon another process takes over after this one
    /// has died. Shorter costs more calls. Without the right to <c>sqs:ChangeMessageVisibility</c> it cannot be extended: then it must be longer than the longest work.
    /// </remarks>
    public TimeSpan VisibilityTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a receive waits for a message when the queue is empty. Default 20 seconds, the longest and cheapest; 0 asks only some of the queue's servers.</summary>
    public TimeSpan WaitTime { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How many messages a receive asks for. Default 10, the most that SQS gives.</summary>
    /// <remarks>So many may wait ahead of the pipe, hidden from other processes.</remarks>
    public int MaxMessages { get; set; } = 10;

    /// <summary>Delay before a rejected message is visible again for the queue's redrive policy to count it. Default 1 second; it doubles from time to time, with jitter.</summary>
    public TimeSpan ReturnDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest such delay. Default 30 seconds.</summary>
    public TimeSpan MaxReturnDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether the version that a notification names is read, rather than the newest. Default <see langword="false"/>.</summary>
    /// <remarks>Needs the right to <c>s3:GetObjectVersion</c>. CloudTrail writes every key once, so that both are the same there.</remarks>
    public bool UseVersionId { get; set; }

    /// <summary>The format of the objects. Default <c>json</c>: CloudTrail's <c>Records</c>, gzipped or not.</summary>
    public string Format { get; set; } = "json";

    internal S3NotificationOptions Copy() => (S3NotificationOptions)MemberwiseClone();
}
