namespace Fluency.Ingest.Notifications;

/// <summary>Where an <see cref="S3NotificationSource"/> finds its queue and its buckets, with which credentials, and how it holds messages.</summary>
public sealed class S3NotificationOptions
{
    internal const int DefaultMaxEntries = 10_000;

    List<INotificationForm> _forms = [];
    IList<string> _buckets = [];

    /// <summary>The queue that is told of new objects, such as <c>https://sqs.us-east-1.amazonaws.com/111122223333/trail</c>. Required.</summary>
    /// <remarks>
    /// Calls go to the host in it where that is an endpoint of a VPC, a FIPS or a dual-stack one; else to the region's own endpoint. Any other host, such as that of a
    /// store of one's own, is only a name: set <see cref="ServiceUrl"/>.
    /// </remarks>
    public string QueueUrl { get; set; } = "";

    /// <summary>The queue's region, such as <c>us-east-1</c>. Default: the one in <see cref="QueueUrl"/>, else what the AWS SDK finds in its environment.</summary>
    /// <remarks>A bucket may lie in another region: each object is read in the region that its notification names.</remarks>
    public string? Region { get; set; }

    /// <summary>An endpoint that takes all calls to S3, SQS and STS in place of AWS's own. Default: AWS's own.</summary>
    /// <remarks>The host in <see cref="QueueUrl"/> is then only a name and need not resolve.</remarks>
    public string? ServiceUrl { get; set; }

    /// <summary>Whether AWS's FIPS 140 endpoints are used for S3, SQS and STS. Default <see langword="false"/>.</summary>
    /// <remarks>Not every region has them; where one is missing, the first call fails and says so.</remarks>
    public bool UseFipsEndpoint { get; set; }

    /// <summary>Whether AWS's dual-stack endpoints (IPv6 and IPv4) are used for S3, SQS and STS. Default <see langword="false"/>.</summary>
    public bool UseDualStack { get; set; }

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
    /// has died. Shorter costs more calls. Without the right to <c>sqs:ChangeMessageVisibility</c> it cannot be extended: then <see cref="FixedVisibilityTimeout"/> takes its place.
    /// </remarks>
    public TimeSpan VisibilityTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the queue hides a message once it is known that this cannot be extended. Default 30 minutes; 1 second to 12 hours. One shorter than <see cref="VisibilityTimeout"/> gives way to that.</summary>
    /// <remarks>
    /// Longer than the longest work on one message, or it is done twice; but a message that fails, or whose process dies, comes again only after this time. Receives then take
    /// few messages at once, since those that wait for their turn are not extended either.
    /// </remarks>
    public TimeSpan FixedVisibilityTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a receive waits for a message when the queue is empty. Default 20 seconds, the longest and cheapest; 0 asks only some of the queue's servers.</summary>
    public TimeSpan WaitTime { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How many messages a receive asks for. Default 10, the most that SQS gives.</summary>
    /// <remarks>So many may wait ahead of the pipe, hidden from other processes.</remarks>
    public int MaxMessages { get; set; } = 10;

    /// <summary>How many receives may be under way at once. Default 64; 1 to 100.</summary>
    /// <remarks>
    /// It begins with one, and takes more only while full ones come back and the pipe waits for them: one at a time brings no more than ten messages a round trip. What they
    /// bring is held until the pipe asks for it, so that at most as many times <see cref="MaxMessages"/> are hidden from other processes beyond what the pipe has in flight.
    /// </remarks>
    public int MaxConcurrentReceives { get; set; } = 64;

    /// <summary>Delay before a rejected message is visible again for the queue's redrive policy to count it. Default 1 second; it doubles from time to time, with jitter.</summary>
    public TimeSpan ReturnDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest such delay. Default 30 seconds.</summary>
    public TimeSpan MaxReturnDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether CloudTrail's digest files are read, which hold hashes of its log files and no records. Default <see langword="false"/>: what tells of one is done with.</summary>
    /// <remarks>
    /// With log file validation a digest comes each hour for each region, and a filter of S3's events cannot leave them out for the accounts of an organization. They are known by their
    /// key: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html.
    /// </remarks>
    public bool ReadDigests { get; set; }

    /// <summary>Whether the version that a notification names is read, rather than the newest. Default <see langword="false"/>.</summary>
    /// <remarks>
    /// Needs the right to <c>s3:GetObjectVersion</c>; an object whose version may not be read is read without it. CloudTrail writes every key once, so that both are the same there.
    /// </remarks>
    public bool UseVersionId { get; set; }

    /// <summary>The buckets that may be read. Default empty: every bucket that a message names.</summary>
    /// <remarks>
    /// Whoever can send to the queue can otherwise make this process read, and deliver, any object that its credentials can read. An object of another bucket is not asked for:
    /// its message is rejected with <see cref="FailureCause.ContainerNotAllowed"/>, that is, left to the redrive policy or kept in the quarantine.
    /// </remarks>
    public IList<string> Buckets
    {
        get => _buckets;
        init => _buckets = value;
    }

    /// <summary>The account that must own the buckets, 12 digits; S3 refuses the objects of others. Default: any.</summary>
    /// <remarks>Guards against a bucket that was deleted and whose name somebody else has taken.</remarks>
    public string? ExpectedBucketOwner { get; set; }

    /// <summary>Whether the account of the credentials pays for what is read of buckets whose owner asks for that. Default <see langword="false"/>: S3 refuses their objects.</summary>
    public bool RequesterPays { get; set; }

    /// <summary>How many objects a message may tell of, in all its envelopes together. Default 10 000; at least 1.</summary>
    /// <remarks>
    /// S3 sends one a message, and ten thousand short keys are what fits into CloudTrail's largest. A message with more is rejected, none of its objects is read. All objects of
    /// a message are held in memory until it is settled.
    /// </remarks>
    public int MaxEntries { get; set; } = DefaultMaxEntries;

    /// <summary>The format of the objects. Default <c>json</c>: CloudTrail's <c>Records</c>, gzipped or not.</summary>
    public string Format { get; set; } = "json";

    // No property: the configuration generator would want to bind it.
    internal IReadOnlyList<INotificationForm> GetForms() => _forms;

    /// <summary>Lets the source read messages of a form of one's own.</summary>
    /// <param name="form">The form. It is asked before the library's own and after those that were added before.</param>
    /// <returns>These options.</returns>
    public S3NotificationOptions AddForm(INotificationForm form)
    {
        ArgumentNullException.ThrowIfNull(form);
        _forms.Add(form);
        return this;
    }

    internal S3NotificationOptions Copy()
    {
        var copy = (S3NotificationOptions)MemberwiseClone();
        copy._forms = [.. _forms];
        copy._buckets = [.. Buckets];
        return copy;
    }
}
