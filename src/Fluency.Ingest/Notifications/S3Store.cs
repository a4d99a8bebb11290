using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Fluency.Ingest.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Fluency.Ingest.Notifications;

/// <summary>Asks S3 for the objects of one source: which of them it may, in which region, on which conditions.</summary>
/// <param name="options">Which buckets, versions and conditions.</param>
/// <param name="clients">Make the requests.</param>
/// <param name="logger">Is told of a right that is missing.</param>
sealed class S3Store(S3NotificationOptions options, AwsClients clients, ILogger logger)
{
    readonly HashSet<string> _buckets = new(options.Buckets, StringComparer.Ordinal);
    readonly BucketRegions _regions = new();
    int _isVersionDenied;

    /// <summary>Asks for an object.</summary>
    /// <param name="reference">The object.</param>
    /// <param name="offset">The first byte.</param>
    /// <param name="expectedETag">The mark that its content must have, or null.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IngestException">Its bucket is not one that may be read.</exception>
    /// <exception cref="AmazonServiceException">S3 refused.</exception>
    public async Task<GetObjectResponse> GetAsync(ObjectReference reference, long offset, string? expectedETag, CancellationToken cancellationToken)
    {
        ThrowIfNotAllowed(reference);
        var request = new GetObjectRequest
        {
            BucketName = reference.Container,
            Key = reference.Name,
            VersionId = options.UseVersionId ? reference.VersionId : null,
            EtagToMatch = expectedETag is null ? null : $"\"{expectedETag}\"",
            ByteRange = offset == 0 ? null : new ByteRange($"bytes={offset}-"),
            ExpectedBucketOwner = options.ExpectedBucketOwner,
            RequestPayer = options.RequesterPays ? RequestPayer.Requester : null,
        };
        try
        {
            return await GetFreshAsync(request, reference.Region, cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonServiceException denied) when (request.VersionId is not null && IsDenied(denied))
        {
            // The right to a version is one of its own, and this might be all that is missing.
            request.VersionId = null;
            var response = await GetFreshAsync(request, reference.Region, cancellationToken).ConfigureAwait(false);
            NoteVersionDenied(reference);
            return response;
        }
    }

    void ThrowIfNotAllowed(ObjectReference reference)
    {
        if (_buckets.Count > 0 && !_buckets.Contains(reference.Container))
        {
            throw new IngestException(
                FailureCause.ContainerNotAllowed,
                $"{reference.Uri}: the bucket {reference.Container} is none of those that may be read (Buckets: {string.Join(", ", options.Buckets)}), so that S3 was not asked for it. Add it to Buckets if its objects are wanted; if not, find out who sends such messages to the queue.")
            {
                Object = reference,
            };
        }
    }

    // Once more with new credentials if AWS says that these have ended. The clients have discarded them by then.
    async Task<GetObjectResponse> GetFreshAsync(GetObjectRequest request, string? region, CancellationToken cancellationToken)
    {
        try
        {
            return await GetWhereItLiesAsync(request, region, cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonServiceException exception) when (AwsClients.IsExpired(exception))
        {
            return await GetWhereItLiesAsync(request, region, cancellationToken).ConfigureAwait(false);
        }
    }

    async Task<GetObjectResponse> GetWhereItLiesAsync(GetObjectRequest request, string? announced, CancellationToken cancellationToken)
    {
        var region = _regions.Find(request.BucketName) ?? clients.Known(announced);
        try
        {
            return await clients.S3(region).GetObjectAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonServiceException exception) when (_regions.TryLearn(request.BucketName, region, exception, out region))
        {
            return await clients.S3(region).GetObjectAsync(request, cancellationToken).ConfigureAwait(false);
        }
    }

    static bool IsDenied(AmazonServiceException exception) =>
        exception.StatusCode == HttpStatusCode.Forbidden && S3Failures.CauseOf(exception) == FailureCause.AccessDenied;

    void NoteVersionDenied(ObjectReference reference)
    {
        if (Interlocked.Exchange(ref _isVersionDenied, 1) == 0)
        {
            Log.VersionDenied(logger, reference.Uri, reference.Container);
        }
    }
}
