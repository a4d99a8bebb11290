namespace Fluency.Ingest.Notifications;

/// <summary>What a notification may be wrapped in. The names are those that <c>explain</c> prints.</summary>
enum NotificationEnvelope
{
    Sns,
    Lambda,
    Own,
}
