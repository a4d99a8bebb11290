using System.Text.Json;

namespace Fluency.Ingest.Notifications;

/// <summary>S3's event by way of EventBridge, and what Security Lake tells its subscribers, which lacks the type of the event.</summary>
/// <remarks>
/// https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html,
/// https://docs.aws.amazon.com/security-lake/latest/userguide/create-subscriber-data-access.html. Keys are not encoded here: a <c>+</c> is a plus.
/// </remarks>
sealed class EventBridgeForm : IBodyForm
{
    const string Created = "Object Created";

    public bool TryRead(JsonElement body, NotificationReading reading)
    {
        if (body.Member("source").Text() != "aws.s3" || !body.Has("detail"))
        {
            return false;
        }

        reading.Is(body.Has("detail-type") ? NotificationKind.EventBridge : NotificationKind.SecurityLake);
        if (reading.TryExpect(1))
        {
            ReadEntry(body, reading);
        }

        return true;
    }

    static void ReadEntry(JsonElement body, NotificationReading reading)
    {
        var detail = body.Member("detail");
        var content = detail.Member("object");
        var key = content.Member("key").Text();
        if (body.Member("detail-type").Text() is { } type && type != Created)
        {
            reading.Ignore(type, key);
            return;
        }

        reading.Object(detail.Member("bucket").Member("name").Text(), key, new ObjectDetails(
            content.Member("version-id").Text(),
            content.Member("etag").Text(),
            content.Member("size").Bytes(),
            body.Member("region").Text()));
    }
}
