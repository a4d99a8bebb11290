namespace Fluency.Ingest.Setup;

/// <summary>What a listing of one key told of a bucket.</summary>
/// <param name="Exists">Whether it exists, as far as can be told.</param>
/// <param name="MayList">Whether it may be listed.</param>
/// <param name="FirstKey">A key, if there is one.</param>
readonly record struct BucketListing(bool Exists, bool MayList, string? FirstKey);
