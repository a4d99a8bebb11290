using System.Text.RegularExpressions;

namespace Fluency.Ingest.Setup;

/// <summary>A user's own names for the placeholders of a <see cref="SetupTemplate"/>.</summary>
public sealed partial class SetupTemplateValues
{
    /// <summary>The partition: <c>aws</c>, <c>aws-us-gov</c> or <c>aws-cn</c>. Default that of <see cref="QueueArn"/>, or else <c>aws</c>.</summary>
    public string? Partition { get; set; }

    /// <summary>The queue's ARN, which names the region and the account too.</summary>
    public string? QueueArn { get; set; }

    /// <summary>The bucket's name.</summary>
    public string? BucketName { get; set; }

    /// <summary>The trail's name.</summary>
    public string? TrailName { get; set; }

    /// <summary>The ARN of the KMS key that encrypts files or messages.</summary>
    public string? KmsKeyArn { get; set; }

    internal string? QueuePart(string name) => QueueArn is not null && Queue().Match(QueueArn) is { Success: true } match ? match.Groups[name].Value : null;

    internal IEnumerable<string> Errors()
    {
        if (Partition is not null && !PartitionName().IsMatch(Partition))
        {
            yield return $"The partition is '{Partition}' but must be aws, aws-us-gov or aws-cn.";
        }

        if (QueueArn is not null && !Queue().IsMatch(QueueArn))
        {
            yield return $"The queue's ARN is '{QueueArn}' but must be such as arn:aws:sqs:us-east-1:111122223333:trail.";
        }

        if (BucketName is not null && !Bucket().IsMatch(BucketName))
        {
            yield return $"The bucket's name is '{BucketName}' but must have 3 to 63 lower-case letters, digits, dots and hyphens; the first and last a letter or digit.";
        }

        if (TrailName is not null && !Trail().IsMatch(TrailName))
        {
            yield return $"The trail's name is '{TrailName}' but must have 3 to 128 letters, digits, dots, underscores and hyphens; the first and last a letter or digit.";
        }

        if (KmsKeyArn is not null && !Key().IsMatch(KmsKeyArn))
        {
            yield return $"The key's ARN is '{KmsKeyArn}' but must be such as arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab.";
        }

        foreach (var arn in new[] { QueueArn, KmsKeyArn })
        {
            if (Partition is not null && arn?.Split(':') is ["arn", var partition, ..] && partition != Partition)
            {
                yield return $"The partition is '{Partition}' but {arn} is of the partition '{partition}': rights never reach from one to another.";
            }
        }
    }

    [GeneratedRegex(@"^aws(?:-[a-z]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex PartitionName();

    [GeneratedRegex(@"^arn:(?<partition>aws(?:-[a-z]+)*):sqs:(?<region>[a-z0-9-]+):(?<account>[0-9]{12}):(?<name>[A-Za-z0-9_-]{1,80})\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Queue();

    [GeneratedRegex(@"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\z", RegexOptions.CultureInvariant)]
    private static partial Regex Bucket();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{1,126}[A-Za-z0-9]\z", RegexOptions.CultureInvariant)]
    private static partial Regex Trail();

    [GeneratedRegex(@"^arn:aws(?:-[a-z]+)*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Key();
}
