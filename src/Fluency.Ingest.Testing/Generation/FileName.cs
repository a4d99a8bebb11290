using System.Globalization;

namespace Fluency.Ingest.Testing.Generation;

/// <summary>Writes keys. See https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html.</summary>
static class FileName
{
    public static string Create(Dice dice, FileKind kind, TrailScene scene, string prefix)
    {
        var folder = kind switch
        {
            FileKind.Insight => "CloudTrail-Insight",
            FileKind.NetworkActivity => "CloudTrail-NetworkActivity",
            FileKind.Aggregated => "CloudTrail-Aggregated",
            _ => "CloudTrail",
        };
        var time = scene.DeliveredAt.UtcDateTime;
        return string.Create(CultureInfo.InvariantCulture,
            $"{prefix}AWSLogs/{scene.AccountId}/{folder}/{scene.Region}/{time:yyyy/MM/dd}/{scene.AccountId}_{folder}_{scene.Region}_{time:yyyyMMdd'T'HHmm'Z'}_{dice.Alphanumeric(16)}.json.gz");
    }
}
