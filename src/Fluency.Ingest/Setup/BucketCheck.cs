using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Fluency.Ingest.Notifications;

namespace Fluency.Ingest.Setup;

/// <summary>Looks at a bucket: lists some keys, and reads the first byte of an object, which a key that encrypts it must allow too.</summary>
/// <remarks>A HEAD would not do: its refusals have no text, and it needs no key.</remarks>
sealed class BucketCheck(S3NotificationOptions options, AwsClients clients, string partition, DoctorFindings findings)
{
    const string Bucket = "bucket";
    const string Object = "object";
    const string Key = "kms";
    const string Version = "object-version";

    readonly BucketRegions _regions = new();

    /// <summary>Lists as many keys as one answer has.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="region">Where it lies, as far as is known.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<BucketListing> ListAsync(string bucket, string? region, CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request
        {
            BucketName = bucket,
            ExpectedBucketOwner = options.ExpectedBucketOwner,
            RequestPayer = options.RequesterPays ? RequestPayer.Requester : null,
        };
        try
        {
            var response = await WhereItLiesAsync(bucket, region, s3 => s3.ListObjectsV2Async(request, cancellationToken)).ConfigureAwait(false);
            var objects = response.S3Objects ?? [];
            CompareRegions(bucket, region);
            findings.Ok(Bucket, objects.Count == 0 ? $"The bucket {bucket} may be listed; it is empty." : $"The bucket {bucket} may be listed.");
            return new BucketListing(true, true, LikelyKey.Among(objects));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            var cause = S3Failures.CauseOf(exception);
            var isDenied = cause == FailureCause.AccessDenied && exception is AmazonServiceException;
            findings.Fail(
                Bucket,
                cause == FailureCause.ContainerMissing ? $"The bucket {bucket} does not exist; check its name, and that the credentials are of its partition."
                    : isDenied ? $"The bucket {bucket} may not be listed, so that an object that is gone looks like one that is forbidden and is tried again and again{OtherReasons()}."
                    : $"The bucket {bucket} could not be listed: {exception.Message.TrimEnd('.')}.",
                isDenied ? new PolicyStatement("s3:ListBucket", Arn(bucket)) : null);
            return new BucketListing(cause != FailureCause.ContainerMissing, false, null);
        }
    }

    /// <summary>Reads the first byte of an object.</summary>
    /// <param name="reference">The object.</param>
    /// <param name="isTold">Whether a message tells of it. Else it was chosen from the listing, and may be nothing that is collected or that anybody has to be let in to: then no failure is a problem.</param>
    /// <param name="mayList">Whether the bucket may be listed: else what is missing cannot be told from what is forbidden.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether it is there, as far as can be told.</returns>
    public async Task<bool> ReadAsync(ObjectReference reference, bool isTold, bool mayList, CancellationToken cancellationToken)
    {
        var request = new GetObjectRequest
        {
            BucketName = reference.Container,
            Key = reference.Name,
            ByteRange = new ByteRange(0, 0),
            VersionId = options.UseVersionId ? reference.VersionId : null,
            ExpectedBucketOwner = options.ExpectedBucketOwner,
            RequestPayer = options.RequesterPays ? RequestPayer.Requester : null,
        };
        try
        {
            using var response = await GetAsync(request, reference, cancellationToken).ConfigureAwait(false);
            findings.Ok(Object, $"{reference.Uri} may be read.");
            if (response.ServerSideEncryptionMethod == ServerSideEncryptionMethod.AWSKMS)
            {
                findings.Ok(Key, $"The key that encrypts {reference.Uri} may be used.");
            }

            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return Refused(exception, reference, isTold, mayList);
        }
    }

    async Task<GetObjectResponse> GetAsync(GetObjectRequest request, ObjectReference reference, CancellationToken cancellationToken)
    {
        try
        {
            return await WhereItLiesAsync(reference.Container, reference.Region, s3 => s3.GetObjectAsync(request, cancellationToken)).ConfigureAwait(false);
        }
        catch (AmazonServiceException denied) when (request.VersionId is not null && S3Failures.CauseOf(denied) == FailureCause.AccessDenied)
        {
            request.VersionId = null;
            var response = await WhereItLiesAsync(reference.Container, reference.Region, s3 => s3.GetObjectAsync(request, cancellationToken)).ConfigureAwait(false);
            findings.Warn(Version, "UseVersionId is true but s3:GetObjectVersion is denied: the newest version of each object is read in place of the one that its message names.", new PolicyStatement("s3:GetObjectVersion", Arn(reference.Container) + "/*"));
            return response;
        }
    }

    bool Refused(Exception exception, ObjectReference reference, bool isTold, bool mayList)
    {
        // An empty object has no first byte, but may be read.
        if (exception is AmazonServiceException { ErrorCode: "InvalidRange" })
        {
            findings.Ok(Object, $"{reference.Uri} may be read; it is empty.");
            return true;
        }

        Action<string, string, PolicyStatement?> tell = isTold ? findings.Fail : findings.Warn;
        switch (S3Failures.CauseOf(exception))
        {
            case FailureCause.KeyAccessDenied:
                tell(Key, $"{reference.Uri} is encrypted with a KMS key that may not be used: grant kms:Decrypt, and see that the key's policy lets IAM policies of its account decide, and that the key is enabled.", DoctorKey.Statement(exception.Message, Arn(reference.Container)));
                break;
            case FailureCause.AccessDenied when exception is AmazonServiceException:
                tell(
                    Object,
                    !isTold ? $"{reference.Uri} may not be read, which matters only if it is one of the files to be collected: it was chosen from the listing, since no message led to one{OtherReasons()}."
                        : mayList ? $"{reference.Uri}, which a message tells of, may not be read and is not collected{OtherReasons()}."
                        : $"{reference.Uri} may not be read, or does not exist: without s3:ListBucket S3 does not tell which{OtherReasons()}.",
                    new PolicyStatement("s3:GetObject", Arn(reference.Container) + "/*"));
                break;
            case FailureCause.ObjectMissing:
                return false;
            case FailureCause.ObjectArchived when !isTold:
                findings.Skip(Object, $"{reference.Uri} lies in an archive: it was chosen from the listing, since no message led to an object.");
                break;
            default:
                tell(Object, S3Failures.From(exception, reference).Message, null);
                break;
        }

        return true;
    }

    async Task<T> WhereItLiesAsync<T>(string bucket, string? announced, Func<IAmazonS3, Task<T>> call)
    {
        var region = _regions.Find(bucket) ?? clients.Known(announced);
        try
        {
            return await call(clients.S3(region)).ConfigureAwait(false);
        }
        catch (AmazonServiceException exception) when (_regions.TryLearn(bucket, region, exception, out region))
        {
            return await call(clients.S3(region)).ConfigureAwait(false);
        }
    }

    void CompareRegions(string bucket, string? announced)
    {
        if ((_regions.Find(bucket) ?? clients.Known(announced)) is { } region && region != clients.Region)
        {
            findings.Warn("bucket-region", $"The bucket {bucket} lies in {region} but the queue is asked for in {clients.Region}: S3 sends to queues of its own region only; check Region and QueueUrl, unless somebody forwards its notifications.");
        }
    }

    string OtherReasons()
    {
        string?[] reasons = [options.ExpectedBucketOwner is { } owner ? $"is not owned by {owner} (ExpectedBucketOwner)" : null, options.RequesterPays ? null : "wants RequesterPays"];
        var given = string.Join(" or ", reasons.OfType<string>());
        return given.Length == 0 ? "" : $"; the same is said if the bucket {given}";
    }

    string Arn(string bucket) => $"arn:{partition}:s3:::{bucket}";
}
