namespace Fluency.Ingest.Testing.Sts;

/// <summary>A role that can be assumed.</summary>
sealed record LocalRole(string Arn, string? ExternalId, TimeSpan MaxDuration, LocalIdentity Identity);
