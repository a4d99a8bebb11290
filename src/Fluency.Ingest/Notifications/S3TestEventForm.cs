using System.Text.Json;

namespace Fluency.Ingest.Notifications;

/// <summary>What S3 sends once when notifications are configured. It tells of no object.</summary>
/// <remarks>https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html</remarks>
sealed class S3TestEventForm : IBodyForm
{
    public bool TryRead(JsonElement body, NotificationReading reading)
    {
        if (body.Member("Event").Text() != "s3:TestEvent" || body.Has("Records"))
        {
            return false;
        }

        reading.Is(NotificationKind.S3TestEvent);
        return true;
    }
}
