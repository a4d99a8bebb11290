namespace Fluency.Ingest.Notifications;

/// <summary>What an entry may tell of an object beside its bucket and key.</summary>
readonly record struct ObjectDetails(string? VersionId, string? ETag, long? Size, string? Region);
