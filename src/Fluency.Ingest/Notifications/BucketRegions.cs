using System.Collections.Concurrent;
using System.Net;
using System.Text.RegularExpressions;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Fluency.Ingest.Notifications;

/// <summary>The regions of buckets whose notifications name none, or a wrong one, as S3 itself tells them when it is asked in the wrong place.</summary>
sealed partial class BucketRegions
{
    // Bounds what a flood of made-up buckets can cost; each costs S3 an answer too. Beyond it the region is learnt anew for every object.
    const int MaxBuckets = 10_000;

    readonly ConcurrentDictionary<string, string> _regions = new(StringComparer.Ordinal);

    /// <summary>The region of a bucket, or null if the notification's is not known to be wrong.</summary>
    public string? Find(string bucket) => _regions.GetValueOrDefault(bucket);

    /// <summary>Learns from an answer that says that the bucket lies elsewhere.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="askedIn">Where it was asked for.</param>
    /// <param name="exception">The answer.</param>
    /// <param name="region">Where it lies.</param>
    /// <returns>Whether the answer names another region.</returns>
    public bool TryLearn(string bucket, string? askedIn, AmazonServiceException exception, out string? region)
    {
        // https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html: 301 PermanentRedirect, 307 TemporaryRedirect, 400 AuthorizationHeaderMalformed.
        region = exception.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect or HttpStatusCode.BadRequest
            ? OfHeader(exception) ?? OfMessage(exception)
            : null;
        if (string.IsNullOrEmpty(region) || region == askedIn)
        {
            return false;
        }

        if (_regions.Count < MaxBuckets)
        {
            _regions[bucket] = region;
        }

        return true;
    }

    static string? OfHeader(AmazonServiceException exception) =>
        exception.InnerException is HttpErrorResponseException { Response: { } response } && response.GetHeaderValue("x-amz-bucket-region") is { Length: > 0 } region ? region : null;

    // Some answers have it in their text alone; the SDK keeps the Region element of the body to itself.
    static string? OfMessage(AmazonServiceException exception) =>
        exception.ErrorCode == "AuthorizationHeaderMalformed" && Expected().Match(exception.Message ?? "") is { Success: true } match ? match.Groups["region"].Value : null;

    [GeneratedRegex("expecting '(?<region>[a-z0-9-]+)'", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Expected();
}
