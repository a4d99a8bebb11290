using System.Diagnostics;
using Amazon.Runtime;
using Amazon.S3;
using Fluency.Ingest.Diagnostics;

namespace Fluency.Ingest.Notifications;

/// <summary>Puts on the span of an object what AWS's support asks for: https://opentelemetry.io/docs/specs/semconv/object-stores/s3/.</summary>
static class S3Trace
{
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/get-request-ids.html
    const string ExtendedId = "x-amz-id-2";

    public static void Answered(ObjectReference reference, ResponseMetadata? metadata)
    {
        if (Activity.Current is { } activity)
        {
            var extended = metadata?.Metadata is { } headers && headers.TryGetValue(ExtendedId, out var id) ? id : null;
            Note(activity, reference, metadata?.RequestId, extended);
        }
    }

    public static void Failed(ObjectReference reference, Exception exception)
    {
        if (Activity.Current is { } activity)
        {
            Note(activity, reference, (exception as AmazonServiceException)?.RequestId, (exception as AmazonS3Exception)?.AmazonId2);
        }
    }

    // A store that is not AWS's sends none, and the SDK makes an empty text of it.
    static string? NullIfEmpty(string? id) => string.IsNullOrEmpty(id) ? null : id;

    static void Note(Activity activity, ObjectReference reference, string? id, string? extendedId)
    {
        activity.SetTag(Tags.Bucket, reference.Container);
        activity.SetTag(Tags.Key, reference.Name);
        activity.SetTag(Tags.RequestId, NullIfEmpty(id));
        activity.SetTag(Tags.ExtendedRequestId, NullIfEmpty(extendedId));
    }
}
