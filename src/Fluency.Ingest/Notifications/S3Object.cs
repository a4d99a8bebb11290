using System.Globalization;
using System.Runtime.CompilerServices;
using Amazon.S3.Model;

namespace Fluency.Ingest.Notifications;

/// <summary>An object of S3 that a notification tells of.</summary>
/// <param name="reference">Where it lies.</param>
/// <param name="store">Asks for it.</param>
sealed class S3Object(ObjectReference reference, S3Store store) : ISourceObject
{
    public ObjectReference Reference => reference;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ObjectContent> OpenAsync(long offset = 0, string? expectedETag = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        try
        {
            var response = await store.GetAsync(reference, offset, expectedETag, cancellationToken).ConfigureAwait(false);
            S3Trace.Answered(reference, response.ResponseMetadata);
            return ToContent(response, offset, expectedETag);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            S3Trace.Failed(reference, exception);
            throw S3Failures.From(exception, reference);
        }
    }

    ObjectContent ToContent(GetObjectResponse response, long offset, string? expectedETag)
    {
        var etag = response.ETag?.Trim('"');
        if ((expectedETag is not null && etag != expectedETag) || !BeginsAt(response, offset))
        {
            response.Dispose();
            throw new IngestException(
                FailureCause.Network,
                $"{reference.Uri}: to go on from byte {offset} of the content {expectedETag}, S3 answered with {etag}, {response.ContentRange ?? "not a part of it"}. It was replaced meanwhile, or the store cannot read on; it is read anew.")
            {
                Object = reference,
            };
        }

        var length = LengthOf(response);
        return new ObjectContent(new S3ObjectStream(response, length, reference))
        {
            Length = length,
            ETag = etag,
            LastModified = response.LastModified is { } modified ? new DateTimeOffset(modified.ToUniversalTime()) : null,
        };
    }

    // RFC 9110 §14.2: a server may ignore a range and answer with the whole.
    static bool BeginsAt(GetObjectResponse response, long offset) =>
        offset == 0 || response.ContentRange?.StartsWith(string.Create(CultureInfo.InvariantCulture, $"bytes {offset}-"), StringComparison.OrdinalIgnoreCase) is true;

    // ContentLength of the response is 0 also where no length was announced, and then a cut body would pass for a whole one; the header tells them apart.
    static long? LengthOf(GetObjectResponse response) => response.Headers.ContentLength is >= 0 and var length ? length : null;
}
