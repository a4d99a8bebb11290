using Fluency.Ingest.Testing.Http;
using Fluency.Ingest.Testing.Iam;

namespace Fluency.Ingest.Testing.S3;

/// <summary>Finds the bucket of a request, and asks whether the caller may do what it asks.</summary>
static class S3Access
{
    /// <summary>The bucket, if it is there, of the signed region and of the expected owner, and paid for.</summary>
    public static LocalBucket Bucket(Call call)
    {
        var bucket = call.Aws.S3.FindBucket(call.Target.Bucket) ?? throw S3Errors.NoSuchBucket(call.Target.Bucket);
        if (call.Credential.Region is { } signed && signed != bucket.Region && call.Log.Action != "GetBucketLocation")
        {
            throw S3Errors.PermanentRedirect(bucket);
        }

        var isAnothers = call.Header("x-amz-expected-bucket-owner") is { } owner && owner != call.Aws.AccountId;
        var isUnpaid = bucket.IsRequesterPays && call.Header("x-amz-request-payer") != "requester";
        return isAnothers || isUnpaid ? throw S3Errors.AccessDenied() : bucket;
    }

    public static LocalBucket Bucket(Call call, string action)
    {
        var bucket = Bucket(call);
        Authorize(call, action, bucket.Arn);
        return bucket;
    }

    public static LocalBucket BucketOfObject(Call call, string action)
    {
        var bucket = Bucket(call);
        Authorize(call, action, $"{bucket.Arn}/{call.Target.Key}");
        return bucket;
    }

    public static void Authorize(Call call, string action, string arn)
    {
        if (!call.Identity.MayDo(action, arn))
        {
            throw AuthenticationErrors.Denied(AwsService.S3, call.Identity, action, arn);
        }
    }

    /// <summary>S3 admits that a key is not there only to those who could have seen it in a listing.</summary>
    public static AwsError Missing(Call call, LocalBucket bucket, AwsError missing)
        => call.Identity.MayDo("s3:ListBucket", bucket.Arn) ? missing : S3Errors.AccessDenied();
}
