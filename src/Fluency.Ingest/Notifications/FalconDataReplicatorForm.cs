using System.Text.Json;

namespace Fluency.Ingest.Notifications;

/// <summary>What CrowdStrike's Falcon Data Replicator tells: one bucket and its new files, each path the whole key.</summary>
sealed class FalconDataReplicatorForm : IBodyForm
{
    public bool TryRead(JsonElement body, NotificationReading reading)
    {
        var files = body.Member("files");
        if (!body.Has("bucket") || !files.Items().Any(static file => file.Has("path")))
        {
            return false;
        }

        reading.Is(NotificationKind.FalconDataReplicator);
        if (reading.TryExpect(files.GetArrayLength()))
        {
            var bucket = body.Member("bucket").Text();
            foreach (var file in files.EnumerateArray())
            {
                reading.Object(bucket, file.Member("path").Text(), new ObjectDetails { Size = file.Member("size").Bytes() });
            }
        }

        return true;
    }
}
