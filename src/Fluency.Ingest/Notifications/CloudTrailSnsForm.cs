using System.Text.Json;

namespace Fluency.Ingest.Notifications;

/// <summary>CloudTrail's own notification: one bucket and the keys, which are not encoded, of its new files.</summary>
/// <remarks>https://docs.aws.amazon.com/awscloudtrail/latest/userguide/configure-sns-notifications-for-cloudtrail.html</remarks>
sealed class CloudTrailSnsForm : IBodyForm
{
    public bool TryRead(JsonElement body, NotificationReading reading)
    {
        if (!body.Has("s3Bucket") || !body.Has("s3ObjectKey"))
        {
            return false;
        }

        reading.Is(NotificationKind.CloudTrailSns);
        var keys = body.Member("s3ObjectKey");
        var bucket = body.Member("s3Bucket").Text();
        if (keys.ValueKind != JsonValueKind.Array)
        {
            reading.Object(bucket, keys.Text());
        }
        else if (keys.GetArrayLength() == 0)
        {
            reading.Invalid($"A notification of CloudTrail names no key in the bucket {bucket ?? "that it does not name either"}.");
        }
        else if (reading.TryExpect(keys.GetArrayLength()))
        {
            foreach (var key in keys.EnumerateArray())
            {
                reading.Object(bucket, key.Text());
            }
        }

        return true;
    }
}
