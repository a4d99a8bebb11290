namespace Fluency.Ingest.Testing.Iam;

/// <summary>Credentials that STS has handed out.</summary>
sealed record TemporaryKey(string AccessKeyId, string Secret, string SessionToken, DateTimeOffset Expiration, LocalIdentity Identity);
