namespace Fluency.Ingest.Testing;

/// <summary>One request to a <see cref="LocalAws"/>, as it is logged.</summary>
public sealed class LocalRequest
{
    /// <summary>The service.</summary>
    public AwsService Service { get; internal set; }

    /// <summary>The action by its API name, such as <c>GetObject</c> or <c>DeleteMessageBatch</c>; <c>Unknown</c> for what no action answers to.</summary>
    public string Action { get; internal set; } = "Unknown";

    /// <summary>The bucket, decoded, for S3 requests that name one.</summary>
    public string? Bucket { get; internal set; }

    /// <summary>The key, decoded, for S3 requests that name one.</summary>
    public string? Key { get; internal set; }

    /// <summary>The <c>versionId</c> of the query, if there is one.</summary>
    public string? VersionId { get; internal set; }

    /// <summary>The <c>Range</c> header, if there is one.</summary>
    public string? Range { get; internal set; }

    /// <summary>The <c>If-Match</c> header, if there is one.</summary>
    public string? IfMatch { get; internal set; }

    /// <summary>The queue's name, for SQS requests that name one.</summary>
    public string? Queue { get; internal set; }

    /// <summary>Who signed, or <see langword="null"/> for an anonymous request.</summary>
    public string? AccessKeyId { get; internal set; }

    /// <summary>The region the request was signed for, if it was signed.</summary>
    public string? SigningRegion { get; internal set; }

    /// <summary>The session token that came with temporary credentials, if there is one.</summary>
    public string? SessionToken { get; internal set; }

    /// <summary>When it arrived.</summary>
    public DateTimeOffset Time { get; internal set; }

    /// <summary>The HTTP status of the answer; <see langword="null"/> while in work, and for ever if the connection was closed before an answer.</summary>
    public int? Status { get; internal set; }

    /// <summary>The code of an error answer, or <see langword="null"/>.</summary>
    public string? ErrorCode { get; internal set; }

    /// <summary>Whether nothing more will happen to it.</summary>
    public bool IsComplete { get; internal set; }

    /// <inheritdoc/>
    public override string ToString()
        => $"{Service} {Action} {(Queue ?? (Bucket is null ? "" : Bucket + "/" + Key))} -> {(Status?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? (IsComplete ? "closed" : "..."))} {ErrorCode}".TrimEnd();
}
