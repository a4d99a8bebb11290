using System.Text.Json;

namespace Fluency.Ingest.Notifications;

/// <summary>S3's own event: <c>Records</c> whose entries have <c>s3</c>. Told by shape, so that later versions and hand-written replays are read too.</summary>
/// <remarks>https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html</remarks>
sealed class S3EventForm : IBodyForm
{
    const string Created = "ObjectCreated";

    public bool TryRead(JsonElement body, NotificationReading reading)
    {
        var records = body.Member("Records");
        if (!records.Items().Any(static record => record.Has("s3")))
        {
            return false;
        }

        reading.Is(NotificationKind.S3Event);
        if (reading.TryExpect(records.GetArrayLength()))
        {
            foreach (var record in records.EnumerateArray())
            {
                ReadEntry(record, reading);
            }
        }

        return true;
    }

    static void ReadEntry(JsonElement record, NotificationReading reading)
    {
        var s3 = record.Member("s3");
        var content = s3.Member("object");
        var key = KeyOf(record, content);

        // Replays written by hand have no event name, or half of one: reading an object too many costs a request, reading one too few costs its records.
        // An entry without s3 is no event of S3's, whatever it calls itself: what is not understood is not ignored.
        if (record.Has("s3") && EventName(record) is { } name && !name.StartsWith(Created, StringComparison.OrdinalIgnoreCase))
        {
            reading.Ignore(name, key);
            return;
        }

        reading.Object(s3.Member("bucket").Member("name").Text(), key, new ObjectDetails(
            content.Member("versionId").Text(),
            content.Member("eTag").Text(),
            content.Member("size").Bytes(),
            record.Member("awsRegion").Text()));
    }

    // Ceph sends keys as they are (rgw_pubsub.cc, rgw_pubsub_s3_event::dump), where S3 and MinIO encode them: decoding would read another object.
    static string? KeyOf(JsonElement record, JsonElement content)
    {
        var key = content.Member("key").Text();
        return key is null || record.Member("eventSource").Text() == "ceph:s3" ? key
            : S3Key.TryDecode(key, out var decoded) ? decoded
            : null;
    }

    // S3-compatible stores write the name as it stands in the notification's configuration, with the service before it.
    static string? EventName(JsonElement record)
    {
        var name = record.Member("eventName").Text();
        return name is not null && name.StartsWith("s3:", StringComparison.Ordinal) ? name[3..] : name;
    }
}
