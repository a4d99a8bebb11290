namespace Fluency.Ingest.Testing.Generation;

/// <summary>Where and when the records of one file happened.</summary>
readonly record struct TrailScene(string AccountId, string Region, DateTimeOffset DeliveredAt);
