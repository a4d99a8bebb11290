namespace Fluency.Ingest.Notifications;

/// <summary>An entry of a notification that tells of something else than a new object.</summary>
/// <param name="EventName">What happened, as the notification names it.</param>
/// <param name="Key">The object's key, decoded, if there is a usable one.</param>
readonly record struct IgnoredEntry(string EventName, string? Key);
