namespace Fluency.Ingest.Setup;

/// <summary>The templates and policies that set up what a source reads: trail, bucket, queue and rights.</summary>
/// <remarks><c>fluency-ingest template NAME</c> prints them; <c>docs/setup-cloudtrail.md</c> says what to do with them.</remarks>
public static class SetupTemplates
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<SetupTemplate> All { get; } =
    [
        new("cloudtrail.yaml", "CloudFormation: trail, bucket, queue, dead-letter queue, policies and the rights to collect; with KMS, for an organization, or with SNS if asked for."),
        new("cloudtrail-govcloud.yaml", "CloudFormation: the same for AWS GovCloud (US), with what is different there."),
        new("existing-bucket.yaml", "CloudFormation: queue, dead-letter queue and rights for a bucket that exists, and how its notification is merged with others."),
        new("eventbridge.yaml", "CloudFormation: the same by way of EventBridge, which leaves the notifications of the bucket alone."),
        new("queue-policy.json", "The access policy of the queue: S3 may send for one bucket of one account, and nobody without TLS."),
        new(
            "key-policy.json",
            "The policy of a KMS key for files and queue: CloudTrail encrypts, S3 sends, by way of SNS too.",
            "SnsSends: SNS sends to a queue that the key encrypts, as with FanOut of the template cloudtrail. Leave it out if no topic stands between bucket and queue."),
        new("iam-policy.json", "The least rights of the collector: the five actions that a set-up by hand grants."),
        new(
            "iam-policy-full.json",
            "All rights that the collector can use.",
            "sqs:ChangeMessageVisibility: a message is hidden for as long as its files are in work, and given back early when they fail. Without it, hidden for FixedVisibilityTimeout.",
            "sqs:GetQueueAttributes: the redrive policy is known, so that what is rejected is left to the dead-letter queue. Without it, it goes to the quarantine.",
            "s3:GetObjectVersion: UseVersionId reads the version that a message names. Leave it out if that option is not set.",
            "kms:Decrypt: files and messages that a KMS key encrypts are read. Leave it out if none does; the key's policy must let IAM policies of its account decide."),
    ];

    /// <summary>The template of a name, or <see langword="null"/> if there is none.</summary>
    /// <param name="name">The name, such as <c>cloudtrail</c>, in any case.</param>
    /// <returns>The template.</returns>
    public static SetupTemplate? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return All.FirstOrDefault(template => template.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
    }
}
