namespace Fluency.Ingest.Testing.S3;

/// <summary>Which keys to list: those with the prefix, after a key, those with a common part up to the delimiter rolled into one.</summary>
readonly record struct ListRequest(string Prefix, string Delimiter, string After, int MaxKeys);
