using Fluency.Ingest.Testing.Http;

namespace Fluency.Ingest.Testing.S3;

/// <summary>Which action a method, a path and a query ask for.</summary>
static class S3Route
{
    public static string ActionOf(Call call)
    {
        var method = call.Http.Request.Method;
        var target = call.Target;
        if (target.Bucket.Length == 0)
        {
            return method == "GET" ? "ListBuckets" : "Unknown";
        }

        return target.Key.Length == 0 ? OfBucket(method, target) : OfObject(method, target, isCopy: call.Header("x-amz-copy-source") is not null);
    }

    static string OfBucket(string method, RequestTarget target) => method switch
    {
        "GET" when target.Has("location") => "GetBucketLocation",
        "GET" when target.Has("versioning") => "GetBucketVersioning",
        "GET" when target.Has("notification") => "GetBucketNotificationConfiguration",
        "GET" when target.Has("versions") => "ListObjectVersions",
        "GET" when target.Query("list-type") == "2" => "ListObjectsV2",
        "PUT" when target.Has("versioning") => "PutBucketVersioning",
        "PUT" when target.Has("notification") => "PutBucketNotificationConfiguration",
        "PUT" when target.RawQuery.Length == 0 => "CreateBucket",
        "HEAD" => "HeadBucket",
        "DELETE" when target.RawQuery.Length == 0 => "DeleteBucket",
        "POST" when target.Has("delete") => "DeleteObjects",
        _ => "Unknown",
    };

    static string OfObject(string method, RequestTarget target, bool isCopy) => method switch
    {
        "GET" when !HasSubresource(target) => "GetObject",
        "HEAD" => "HeadObject",
        "PUT" when target.Has("uploadId") => isCopy ? "UploadPartCopy" : "UploadPart",
        "PUT" when !HasSubresource(target) => isCopy ? "CopyObject" : "PutObject",
        "DELETE" when target.Has("uploadId") => "AbortMultipartUpload",
        "DELETE" when !HasSubresource(target) => "DeleteObject",
        "POST" when target.Has("uploads") => "CreateMultipartUpload",
        "POST" when target.Has("uploadId") => "CompleteMultipartUpload",
        _ => "Unknown",
    };

    static bool HasSubresource(RequestTarget target)
        => target.Has("acl") || target.Has("tagging") || target.Has("retention") || target.Has("legal-hold") || target.Has("attributes") || target.Has("torrent");
}
