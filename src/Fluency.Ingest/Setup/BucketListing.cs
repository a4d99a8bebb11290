namespace Fluency.Ingest.Setup;

/// <summary>What a listing told of a bucket.</summary>
/// <param name="Exists">Whether it exists, as far as can be told.</param>
/// <param name="MayList">Whether it may be listed.</param>
/// <param name="Key">A key that may be one to collect, if there is one that can be read.</param>
readonly record struct BucketListing(bool Exists, bool MayList, string? Key);
