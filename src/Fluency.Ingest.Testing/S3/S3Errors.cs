using Fluency.Ingest.Testing.Http;

namespace Fluency.Ingest.Testing.S3;

/// <summary>The errors of S3, with the words of S3. See https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html.</summary>
static class S3Errors
{
    public static AwsError NoSuchBucket(string bucket)
        => new(404, "NoSuchBucket", "The specified bucket does not exist") { Details = new Dictionary<string, string> { ["BucketName"] = bucket } };

    public static AwsError NoSuchKey(string key)
        => new(404, "NoSuchKey", "The specified key does not exist.") { Details = new Dictionary<string, string> { ["Key"] = key } };

    public static AwsError DeletedKey(string key, LocalObject marker) => new(404, "NoSuchKey", "The specified key does not exist.")
    {
        Details = new Dictionary<string, string> { ["Key"] = key },
        Headers = new Dictionary<string, string> { ["x-amz-delete-marker"] = "true", ["x-amz-version-id"] = marker.VersionId ?? "null" },
    };

    public static AwsError NoSuchVersion(string key, string versionId) => new(404, "NoSuchVersion", "The specified version does not exist.")
    {
        Details = new Dictionary<string, string> { ["Key"] = key, ["VersionId"] = versionId },
    };

    public static AwsError IsDeleteMarker(LocalObject marker) => new(405, "MethodNotAllowed", "The specified method is not allowed against this resource.")
    {
        Details = new Dictionary<string, string> { ["Method"] = "GET", ["ResourceType"] = "DeleteMarker" },
        Headers = new Dictionary<string, string> { ["Allow"] = "DELETE", ["x-amz-delete-marker"] = "true", ["x-amz-version-id"] = marker.VersionId ?? "null" },
    };

    public static AwsError AccessDenied() => new(403, "AccessDenied", "Access Denied");

    public static AwsError InvalidObjectState(string storageClass) => new(403, "InvalidObjectState", "The operation is not valid for the object's storage class")
    {
        Details = new Dictionary<string, string> { ["StorageClass"] = storageClass },
    };

    public static AwsError PermanentRedirect(LocalBucket bucket)
        => new(301, "PermanentRedirect", "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.")
        {
            Details = new Dictionary<string, string> { ["Endpoint"] = $"{bucket.Name}.s3.{bucket.Region}.amazonaws.com", ["Bucket"] = bucket.Name },
            Headers = new Dictionary<string, string> { ["x-amz-bucket-region"] = bucket.Region },
        };

    public static AwsError PreconditionFailed(string condition) => new(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold")
    {
        Details = new Dictionary<string, string> { ["Condition"] = condition },
    };

    public static AwsError InvalidRange(string range, int size) => new(416, "InvalidRange", "The requested range is not satisfiable")
    {
        Details = new Dictionary<string, string> { ["RangeRequested"] = range, ["ActualObjectSize"] = size.ToString(System.Globalization.CultureInfo.InvariantCulture) },
        Headers = new Dictionary<string, string> { ["Content-Range"] = $"bytes */{size}" },
    };

    public static AwsError BadDigest(string algorithm) => new(400, "BadDigest", $"The {algorithm.ToUpperInvariant()} you specified did not match the calculated checksum.");

    public static AwsError InvalidDigest() => new(400, "InvalidDigest", "The Content-MD5 you specified was invalid.");

    public static AwsError Sha256Mismatch() => new(400, "XAmzContentSHA256Mismatch", "The provided 'x-amz-content-sha256' header does not match what was computed.");

    public static AwsError IncompleteBody() => new(400, "IncompleteBody", "The request body terminated unexpectedly");

    public static AwsError KeyTooLong() => new(400, "KeyTooLongError", "Your key is too long");

    public static AwsError InvalidArgument(string message) => new(400, "InvalidArgument", message);

    public static AwsError InvalidBucketName() => new(400, "InvalidBucketName", "The specified bucket is not valid.");

    public static AwsError BucketAlreadyOwnedByYou(string bucket)
        => new(409, "BucketAlreadyOwnedByYou", "Your previous request to create the named bucket succeeded and you already own it.") { Details = new Dictionary<string, string> { ["BucketName"] = bucket } };

    public static AwsError BucketNotEmpty() => new(409, "BucketNotEmpty", "The bucket you tried to delete is not empty");

    public static AwsError MalformedXml() => new(400, "MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema");

    public static AwsError NoSuchUpload()
        => new(404, "NoSuchUpload", "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.");

    public static AwsError InvalidPart() => new(400, "InvalidPart", "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.");

    public static AwsError InvalidPartOrder() => new(400, "InvalidPartOrder", "The list of parts was not in ascending order. Parts must be ordered by part number.");

    public static AwsError EntityTooSmall() => new(400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size");

    public static AwsError NotImplemented(string what) => new(501, "NotImplemented", $"A header or query you provided implies functionality that is not implemented: {what}");
}
