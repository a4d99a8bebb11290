using System.Text;
using Fluency.Ingest.Testing.Http;

namespace Fluency.Ingest.Testing.S3;

/// <summary>PutObject, CopyObject, DeleteObject and DeleteObjects.</summary>
static class ObjectWrites
{
    public static async Task PutAsync(Call call)
    {
        var bucket = S3Access.BucketOfObject(call, "s3:PutObject");
        CheckKey(call.Target.Key);
        var (content, checksum) = await UploadBody.ReadAsync(call).ConfigureAwait(false);
        var written = bucket.Put(call.Target.Key, content, Options(call), checksum, bucket.ETagOf(content.Span), "ObjectCreated:Put", "PutObject");
        if (checksum is not null)
        {
            call.Response.Headers[checksum.Header] = checksum.Value;
        }

        WriteResult(call, written);
        await Answer.SendAsync(call, 200, default).ConfigureAwait(false);
    }

    public static Task CopyAsync(Call call)
    {
        var bucket = S3Access.BucketOfObject(call, "s3:PutObject");
        CheckKey(call.Target.Key);
        var source = Source(call.Header("x-amz-copy-source")!);
        var from = call.Aws.S3.FindBucket(source.Bucket) ?? throw S3Errors.NoSuchBucket(source.Bucket);
        S3Access.Authorize(call, "s3:GetObject", $"{from.Arn}/{source.Key}");
        var original = from.Get(source.Key, source.Query("versionId")) ?? throw S3Access.Missing(call, from, S3Errors.NoSuchKey(source.Key));
        var options = new LocalPutOptions
        {
            ContentType = original.ContentType,
            ContentEncoding = original.ContentEncoding,
            Metadata = original.Metadata,
            StorageClass = call.Header("x-amz-storage-class") ?? "STANDARD",
        };
        var checksum = original.Checksum is null ? null : new Checksum(original.ChecksumAlgorithm!, original.Checksum);
        var written = bucket.Put(call.Target.Key, original.Body, options, checksum, bucket.ETagOf(original.Body.Span), "ObjectCreated:Copy", "CopyObject");
        WriteResult(call, written);
        return S3Xml.SendAsync(call, 200, xml =>
        {
            xml.WriteStartElement("CopyObjectResult", S3Xml.Namespace);
            xml.WriteElementString("ETag", $"\"{written.ETag}\"");
            xml.WriteElementString("LastModified", S3Xml.Time(written.LastModified));
        });
    }

    public static Task DeleteAsync(Call call)
    {
        var bucket = S3Access.BucketOfObject(call, call.Log.VersionId is null ? "s3:DeleteObject" : "s3:DeleteObjectVersion");
        if (bucket.Delete(call.Target.Key, call.Log.VersionId) is { } gone)
        {
            WriteVersion(call, gone);
        }

        return Answer.SendAsync(call, 204, default);
    }

    public static async Task DeleteManyAsync(Call call)
    {
        var bucket = S3Access.Bucket(call);
        var request = await S3Xml.ReadAsync(call).ConfigureAwait(false);
        var isQuiet = request.Text("Quiet") == "true";
        var named = request.Children("Object").Select(static item => (Key: item.Text("Key") ?? "", VersionId: item.Text("VersionId"))).ToList();
        if (named.Count is 0 or > 1000 || named.Any(static item => item.Key.Length == 0))
        {
            throw S3Errors.MalformedXml();
        }

        var results = named.Select(item => (item.Key, item.VersionId, IsAllowed: TryDelete(call, bucket, item.Key, item.VersionId))).ToList();
        await S3Xml.SendAsync(call, 200, xml =>
        {
            xml.WriteStartElement("DeleteResult", S3Xml.Namespace);
            foreach (var (key, versionId, isAllowed) in results.Where(result => !isQuiet || !result.IsAllowed))
            {
                xml.WriteStartElement(isAllowed ? "Deleted" : "Error");
                xml.WriteElementString("Key", key);
                if (versionId is not null)
                {
                    xml.WriteElementString("VersionId", versionId);
                }

                if (!isAllowed)
                {
                    xml.WriteElementString("Code", "AccessDenied");
                    xml.WriteElementString("Message", "Access Denied");
                }

                xml.WriteEndElement();
            }
        }).ConfigureAwait(false);
    }

    /// <summary>What the headers of an upload say of the object to be.</summary>
    public static LocalPutOptions Options(Call call) => new()
    {
        ContentType = call.Http.Request.ContentType ?? "binary/octet-stream",
        ContentEncoding = UploadBody.ContentEncoding(call),
        StorageClass = call.Header("x-amz-storage-class") ?? "STANDARD",
        Metadata = call.Http.Request.Headers.Where(static header => header.Key.StartsWith("x-amz-meta-", StringComparison.OrdinalIgnoreCase))
            .ToDictionary(static header => header.Key["x-amz-meta-".Length..].ToLowerInvariant(), static header => header.Value.ToString(), StringComparer.Ordinal),
    };

    public static void WriteResult(Call call, LocalObject written)
    {
        call.Response.Headers.ETag = $"\"{written.ETag}\"";
        WriteVersion(call, written);
    }

    public static void CheckKey(string key)
    {
        if (Encoding.UTF8.GetByteCount(key) > 1024)
        {
            throw S3Errors.KeyTooLong();
        }
    }

    // Clients also encode the slash between bucket and key, so the path is decoded before it is cut there.
    static RequestTarget Source(string header)
    {
        var parts = header.Split('?', 2);
        var decoded = Uri.UnescapeDataString(parts[0]).TrimStart('/').Split('/');
        var path = string.Join('/', decoded.Select(Uri.EscapeDataString));
        return new RequestTarget(parts.Length > 1 ? $"/{path}?{parts[1]}" : "/" + path);
    }

    static bool TryDelete(Call call, LocalBucket bucket, string key, string? versionId)
    {
        var isAllowed = call.Identity.MayDo(versionId is null ? "s3:DeleteObject" : "s3:DeleteObjectVersion", $"{bucket.Arn}/{key}");
        if (isAllowed)
        {
            bucket.Delete(key, versionId);
        }

        return isAllowed;
    }

    static void WriteVersion(Call call, LocalObject version)
    {
        if (version.VersionId is not null)
        {
            call.Response.Headers["x-amz-version-id"] = version.VersionId;
        }

        if (version.IsDeleteMarker)
        {
            call.Response.Headers["x-amz-delete-marker"] = "true";
        }
    }
}
