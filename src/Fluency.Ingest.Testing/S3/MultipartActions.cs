using System.Globalization;
using Fluency.Ingest.Testing.Http;

namespace Fluency.Ingest.Testing.S3;

/// <summary>Uploads in parts.</summary>
static class MultipartActions
{
    public static Task CreateAsync(Call call)
    {
        var bucket = S3Access.BucketOfObject(call, "s3:PutObject");
        ObjectWrites.CheckKey(call.Target.Key);
        var id = bucket.Uploads.Start(call.Target.Key, ObjectWrites.Options(call));
        return S3Xml.SendAsync(call, 200, xml =>
        {
            xml.WriteStartElement("InitiateMultipartUploadResult", S3Xml.Namespace);
            xml.WriteElementString("Bucket", bucket.Name);
            xml.WriteElementString("Key", call.Target.Key);
            xml.WriteElementString("UploadId", id);
        });
    }

    public static async Task UploadPartAsync(Call call)
    {
        var bucket = S3Access.BucketOfObject(call, "s3:PutObject");
        if (!int.TryParse(call.Target.Query("partNumber"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > 10_000)
        {
            throw S3Errors.InvalidArgument("Part number must be an integer between 1 and 10000, inclusive");
        }

        var (content, checksum) = await UploadBody.ReadAsync(call).ConfigureAwait(false);
        var etag = bucket.ETagOf(content.Span);
        bucket.Uploads.AddPart(UploadId(call), call.Target.Key, number, content, etag);
        call.Response.Headers.ETag = $"\"{etag}\"";
        if (checksum is not null)
        {
            call.Response.Headers[checksum.Header] = checksum.Value;
        }

        await Answer.SendAsync(call, 200, default).ConfigureAwait(false);
    }

    public static async Task CompleteAsync(Call call)
    {
        var bucket = S3Access.BucketOfObject(call, "s3:PutObject");
        var request = await S3Xml.ReadAsync(call).ConfigureAwait(false);
        var named = request.Children("Part")
            .Select(static part => (Number: int.TryParse(part.Text("PartNumber"), CultureInfo.InvariantCulture, out var number) ? number : 0, ETag: (part.Text("ETag") ?? "").Trim('"')))
            .ToList();
        var (body, etag, options) = bucket.Uploads.Complete(UploadId(call), call.Target.Key, named);
        var written = bucket.Put(call.Target.Key, body, options, checksum: null, etag, "ObjectCreated:CompleteMultipartUpload", "CompleteMultipartUpload");
        ObjectWrites.WriteResult(call, written);
        await S3Xml.SendAsync(call, 200, xml =>
        {
            xml.WriteStartElement("CompleteMultipartUploadResult", S3Xml.Namespace);
            xml.WriteElementString("Location", $"{call.Aws.ServiceUrl}{call.Target.RawPath}");
            xml.WriteElementString("Bucket", bucket.Name);
            xml.WriteElementString("Key", call.Target.Key);
            xml.WriteElementString("ETag", $"\"{etag}\"");
        }).ConfigureAwait(false);
    }

    public static Task AbortAsync(Call call)
    {
        var bucket = S3Access.BucketOfObject(call, "s3:AbortMultipartUpload");
        bucket.Uploads.Abort(UploadId(call), call.Target.Key);
        return Answer.SendAsync(call, 204, default);
    }

    static string UploadId(Call call) => call.Target.Query("uploadId") ?? "";
}
