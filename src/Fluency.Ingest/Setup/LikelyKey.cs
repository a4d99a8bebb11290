using Amazon.S3;
using Amazon.S3.Model;
using Fluency.Ingest.CloudTrail;

namespace Fluency.Ingest.Setup;

/// <summary>Chooses from a listing the key that is the likeliest to be collected, where no message names one.</summary>
static class LikelyKey
{
    /// <summary>The key; null if there is none that can be read.</summary>
    /// <param name="objects">What was listed, in its order: of two that are as likely it is the later one, which is the newer where keys have their day.</param>
    public static string? Among(IEnumerable<S3Object> objects) => objects.Where(static one => !IsArchived(one.StorageClass)).OrderBy(static one => Likelihood(one.Key)).LastOrDefault()?.Key;

    // Of one that was restored the listing does not say so.
    static bool IsArchived(S3StorageClass? storage) => storage == S3StorageClass.Glacier || storage == S3StorageClass.DeepArchive;

    static int Likelihood(string key) => !key.EndsWith(".json.gz", StringComparison.Ordinal) ? 0
        : CloudTrailKey.TryParse(key, out var parsed) && parsed.Kind != CloudTrailKind.Digest ? 2
        : 1;
}
