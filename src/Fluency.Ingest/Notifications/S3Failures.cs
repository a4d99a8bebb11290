using System.Net;
using Amazon.Runtime;
using Amazon.S3.Model;

namespace Fluency.Ingest.Notifications;

/// <summary>What S3's errors mean for an object: the one table of them, and the sentences for people.</summary>
/// <remarks>https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html</remarks>
static class S3Failures
{
    /// <summary>The failure of opening or reading an object.</summary>
    public static IngestException From(Exception exception, ObjectReference reference)
    {
        if (exception is IngestException known)
        {
            return known;
        }

        var cause = CauseOf(exception);
        return new IngestException(cause, $"{reference.Uri}: {Sentence(cause, exception, reference)} {Cure(cause, reference)}".TrimEnd(), exception) { Object = reference };
    }

    /// <summary>The cause that an exception of the SDK stands for.</summary>
    public static FailureCause CauseOf(Exception exception) => exception switch
    {
        NoSuchKeyException => FailureCause.ObjectMissing,
        InvalidObjectStateException => FailureCause.ObjectArchived,
        AmazonServiceException service => CauseOf(service),

        // The SDK compares what it read with S3's checksum at the end of the stream, and has no type of its own for it.
        AmazonClientException client when client.Message.Contains("hash", StringComparison.OrdinalIgnoreCase) => FailureCause.ChecksumMismatch,
        AmazonClientException => FailureCause.AccessDenied,
        IOException or HttpRequestException or TimeoutException or OperationCanceledException => FailureCause.Network,
        _ => FailureCause.Unexpected,
    };

    static FailureCause CauseOf(AmazonServiceException exception)
    {
        var code = exception.ErrorCode ?? "";
        if (code.StartsWith("KMS.", StringComparison.Ordinal))
        {
            return code.Contains("Throttling", StringComparison.Ordinal) ? FailureCause.Throttled : FailureCause.KeyAccessDenied;
        }

        return code switch
        {
            "NoSuchKey" or "NoSuchVersion" or "MethodNotAllowed" => FailureCause.ObjectMissing,
            "NoSuchBucket" => FailureCause.ContainerMissing,
            "InvalidObjectState" => FailureCause.ObjectArchived,
            "SlowDown" or "RequestThrottled" or "RequestLimitExceeded" or "Throttling" or "ThrottlingException" or "TooManyRequests" => FailureCause.Throttled,

            // A permission that S3 lacks on the key is told as one on the object; only the text names the key.
            "AccessDenied" when exception.Message?.Contains("kms:", StringComparison.OrdinalIgnoreCase) is true => FailureCause.KeyAccessDenied,
            "RequestTimeout" or "RequestTimeTooSkewed" or "OperationAborted" or "ExpiredToken" or "TokenRefreshRequired" or "PreconditionFailed" or "InvalidRange" => FailureCause.Network,
            "PermanentRedirect" or "AuthorizationHeaderMalformed" or "IllegalLocationConstraintException" => FailureCause.AccessDenied,
            _ => CauseOf(exception.StatusCode),
        };
    }

    // Stores and proxies answer without a code too: then the status is all there is.
    static FailureCause CauseOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.NotFound or HttpStatusCode.Gone or HttpStatusCode.MethodNotAllowed => FailureCause.ObjectMissing,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.MovedPermanently => FailureCause.AccessDenied,
        HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests => FailureCause.Throttled,
        HttpStatusCode.PreconditionFailed or HttpStatusCode.RequestedRangeNotSatisfiable or HttpStatusCode.RequestTimeout or HttpStatusCode.Conflict or HttpStatusCode.TemporaryRedirect => FailureCause.Network,
        >= HttpStatusCode.InternalServerError => FailureCause.Network,
        _ => FailureCause.Unexpected,
    };

    static string Sentence(FailureCause cause, Exception exception, ObjectReference reference)
    {
        var what = cause switch
        {
            FailureCause.ObjectMissing => "the object does not exist",
            FailureCause.ContainerMissing => $"the bucket {reference.Container} does not exist",
            FailureCause.AccessDenied => "the object may not be read",
            FailureCause.KeyAccessDenied => "the key that encrypts the object cannot be used",
            FailureCause.ObjectArchived => "the object lies in an archive",
            FailureCause.Throttled => "S3 asks to slow down",
            FailureCause.ChecksumMismatch => "what was read does not match the checksum of S3",
            FailureCause.Network => "the object could not be read this time",
            _ => "S3 gave an answer that is not known",
        };
        var code = (exception as AmazonServiceException)?.ErrorCode;
        return $"{what} ({(string.IsNullOrEmpty(code) ? exception.GetType().Name : code)}: {exception.Message.TrimEnd('.')}).";
    }

    static string Cure(FailureCause cause, ObjectReference reference) => cause switch
    {
        FailureCause.ObjectMissing => "It was deleted, or expired, before it was read; the notification's records are lost unless a copy exists.",
        FailureCause.ContainerMissing => "Check that the notification comes from the account and partition whose credentials are used.",
        FailureCause.AccessDenied => $"Grant s3:GetObject on {reference.Container}/* (and s3:ListBucket on the bucket, without which a missing object looks the same). Check the region, the owner if ExpectedBucketOwner names one, and whether the bucket wants RequesterPays.",
        FailureCause.KeyAccessDenied => "Grant kms:Decrypt in the policy of the identity and of the key, and enable the key.",
        FailureCause.ObjectArchived => "Restore it, and send its notification again.",
        _ => "",
    };
}
