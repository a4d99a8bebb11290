namespace Fluency.Ingest.Notifications;

/// <summary>What a message's body is. The names are those that <c>explain</c> prints.</summary>
enum NotificationKind
{
    Unknown = 0,
    Empty,
    S3Event,
    S3TestEvent,
    EventBridge,
    CloudTrailSns,
    CloudTrailValidation,
    SnsSubscriptionConfirmation,
    SecurityLake,
    FalconDataReplicator,

    /// <summary>A form of the user.</summary>
    Own,
}
