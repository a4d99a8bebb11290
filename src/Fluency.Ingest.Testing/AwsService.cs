namespace Fluency.Ingest.Testing;

/// <summary>The services that <see cref="LocalAws"/> plays.</summary>
public enum AwsService
{
    /// <summary>Amazon S3, path style.</summary>
    S3 = 0,

    /// <summary>Amazon SQS, JSON 1.0 protocol.</summary>
    Sqs,

    /// <summary>AWS STS, query protocol.</summary>
    Sts,
}
