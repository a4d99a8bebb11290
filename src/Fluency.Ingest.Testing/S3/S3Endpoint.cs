using Fluency.Ingest.Testing.Http;
using Microsoft.AspNetCore.Http;

namespace Fluency.Ingest.Testing.S3;

/// <summary>S3 in its REST protocol, path style. See https://docs.aws.amazon.com/AmazonS3/latest/API/.</summary>
sealed class S3Endpoint : IEndpoint
{
    const string HostId = "8cLeGAmw098X5cv4Zkwcmo8vvZa3eH3eKxsPzbB9wrR";

    public Task IdentifyAsync(Call call)
    {
        var target = call.Target;
        call.Log.Service = AwsService.S3;
        call.Log.Action = S3Route.ActionOf(call);
        call.Log.Bucket = target.Bucket.Length == 0 ? null : target.Bucket;
        call.Log.Key = target.Key.Length == 0 ? null : target.Key;
        call.Log.VersionId = target.Query("versionId");
        call.Log.Range = call.Header("Range");
        call.Log.IfMatch = call.Header("If-Match");
        return Task.CompletedTask;
    }

    public Task RunAsync(Call call)
    {
        call.Response.Headers["x-amz-request-id"] = call.Id;
        call.Response.Headers["x-amz-id-2"] = HostId;
        return call.Log.Action switch
        {
            "ListBuckets" => BucketActions.ListAsync(call),
            "CreateBucket" => BucketActions.CreateAsync(call),
            "HeadBucket" => BucketActions.HeadAsync(call),
            "DeleteBucket" => BucketActions.DeleteAsync(call),
            "GetBucketLocation" => BucketActions.GetLocationAsync(call),
            "GetBucketVersioning" => BucketActions.GetVersioningAsync(call),
            "PutBucketVersioning" => BucketActions.PutVersioningAsync(call),
            "GetBucketNotificationConfiguration" => BucketActions.GetNotificationAsync(call),
            "PutBucketNotificationConfiguration" => BucketActions.PutNotificationAsync(call),
            "ListObjectsV2" => Listings.ListObjectsAsync(call),
            "ListObjectVersions" => Listings.ListVersionsAsync(call),
            "GetObject" or "HeadObject" => ObjectReads.GetAsync(call),
            "PutObject" => ObjectWrites.PutAsync(call),
            "CopyObject" => ObjectWrites.CopyAsync(call),
            "DeleteObject" => ObjectWrites.DeleteAsync(call),
            "DeleteObjects" => ObjectWrites.DeleteManyAsync(call),
            "CreateMultipartUpload" => MultipartActions.CreateAsync(call),
            "UploadPart" => MultipartActions.UploadPartAsync(call),
            "CompleteMultipartUpload" => MultipartActions.CompleteAsync(call),
            "AbortMultipartUpload" => MultipartActions.AbortAsync(call),
            _ => throw S3Errors.NotImplemented($"{call.Http.Request.Method} {call.Target.RawPath}?{call.Target.RawQuery}"),
        };
    }

    public Task SendErrorAsync(Call call, AwsError error)
    {
        call.Response.Headers["x-amz-request-id"] = call.Id;
        call.Response.Headers["x-amz-id-2"] = HostId;
        // A HEAD has no body to say more in.
        return HttpMethods.IsHead(call.Http.Request.Method) || error.Status == 304
            ? Answer.SendAsync(call, error.Status, default)
            : S3Xml.SendAsync(call, error.Status, xml =>
            {
                xml.WriteStartElement("Error");
                xml.WriteElementString("Code", error.Code);
                xml.WriteElementString("Message", error.Message);
                foreach (var (name, value) in error.Details ?? new Dictionary<string, string>())
                {
                    xml.WriteElementString(name, value);
                }

                xml.WriteElementString("Resource", call.Target.RawPath);
                xml.WriteElementString("RequestId", call.Id);
                xml.WriteElementString("HostId", HostId);
            });
    }
}
