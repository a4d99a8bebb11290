using System.Globalization;
using Fluency.Ingest.Testing.Http;
using Microsoft.AspNetCore.Http;

namespace Fluency.Ingest.Testing.S3;

/// <summary>GetObject and HeadObject.</summary>
static class ObjectReads
{
    public static Task GetAsync(Call call)
    {
        var version = Find(call);
        CheckConditions(call, version);
        var isHead = HttpMethods.IsHead(call.Http.Request.Method);
        UseKey(call, isHead);
        if (version.IsArchived && !isHead)
        {
            throw S3Errors.InvalidObjectState(version.StorageClass);
        }

        var range = ByteRange.Parse(call.Log.Range, version.Body.Length);
        WriteHeaders(call, version, isWhole: range is null);
        var body = range is { } part ? version.Body.Slice(part.Start, part.Length) : version.Body;
        if (range is { } sent)
        {
            call.Response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {sent.Start}-{sent.Start + sent.Length - 1}/{version.Body.Length}");
        }

        var status = range is null ? 200 : 206;
        return isHead ? Answer.SendHeadAsync(call, status, body.Length) : Answer.SendAsync(call, status, body);
    }

    static LocalObject Find(Call call)
    {
        var key = call.Target.Key;
        var versionId = call.Log.VersionId;
        var bucket = S3Access.BucketOfObject(call, versionId is null ? "s3:GetObject" : "s3:GetObjectVersion");
        return bucket.Find(key, versionId) switch
        {
            null => throw S3Access.Missing(call, bucket, versionId is null ? S3Errors.NoSuchKey(key) : S3Errors.NoSuchVersion(key, versionId)),
            { IsDeleteMarker: true } marker => throw (versionId is null ? S3Access.Missing(call, bucket, S3Errors.DeletedKey(key, marker)) : S3Errors.IsDeleteMarker(marker)),
            var version => version,
        };
    }

    // The headers are not encrypted.
    static void UseKey(Call call, bool isHead)
    {
        if (call.Aws.S3.FindBucket(call.Target.Bucket)?.KmsKeyArn is not { } key)
        {
            return;
        }

        if (!isHead)
        {
            S3Access.Authorize(call, "kms:Decrypt", key);
        }

        call.Response.Headers["x-amz-server-side-encryption"] = "aws:kms";
        call.Response.Headers["x-amz-server-side-encryption-aws-kms-key-id"] = key;
    }

    static void CheckConditions(Call call, LocalObject version)
    {
        if (call.Header("If-Match") is { } wanted && !Names(wanted, version))
        {
            throw S3Errors.PreconditionFailed("If-Match");
        }

        if (call.Header("If-None-Match") is { } known && Names(known, version))
        {
            throw new AwsError(304, "NotModified", "Not Modified") { Headers = new Dictionary<string, string> { ["ETag"] = Quoted(version) } };
        }
    }

    static bool Names(string etags, LocalObject version)
        => etags.Split(',', StringSplitOptions.TrimEntries).Any(etag => etag == "*" || etag.Trim('"') == version.ETag);

    static void WriteHeaders(Call call, LocalObject version, bool isWhole)
    {
        var headers = call.Response.Headers;
        headers.ETag = Quoted(version);
        headers.LastModified = version.LastModified.ToString("R", CultureInfo.InvariantCulture);
        headers.AcceptRanges = "bytes";
        headers.ContentType = version.ContentType;
        Set("Content-Encoding", version.ContentEncoding);
        Set("x-amz-version-id", version.VersionId);
        Set("x-amz-storage-class", version.StorageClass == "STANDARD" ? null : version.StorageClass);
        foreach (var (name, value) in version.Metadata)
        {
            headers["x-amz-meta-" + name] = value;
        }

        // A checksum is of the whole object, so it says nothing of a part.
        if (isWhole && version.Checksum is not null && call.Header("x-amz-checksum-mode") == "ENABLED")
        {
            headers["x-amz-checksum-" + version.ChecksumAlgorithm] = version.Checksum;
            headers["x-amz-checksum-type"] = "FULL_OBJECT";
        }

        void Set(string name, string? value)
        {
            if (value is not null)
            {
                headers[name] = value;
            }
        }
    }

    static string Quoted(LocalObject version) => $"\"{version.ETag}\"";
}
