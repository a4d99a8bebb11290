using Amazon.Runtime;

namespace Fluency.Ingest.Notifications;

/// <summary>A session of a role.</summary>
/// <param name="Credentials">Its credentials.</param>
/// <param name="RenewAt">When the next one is to be asked for.</param>
/// <param name="EndsAt">When AWS takes it no more.</param>
sealed record RoleSession(ImmutableCredentials Credentials, DateTimeOffset RenewAt, DateTimeOffset EndsAt);
