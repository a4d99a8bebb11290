using System.Security.Cryptography;
using Fluency.Ingest.Testing.Generation;

namespace Fluency.Ingest.Benchmarks;

/// <summary>One of the small files that are collected over and over, and what tells of it.</summary>
sealed class LoopFile
{
    public const string Bucket = "logs";

    /// <summary>How many there are.</summary>
    public const int Count = 500;

    public const int Records = 5;

    public LoopFile(int number)
    {
        Key = KeyOf(number);
        Bytes = new CloudTrailGenerator(number).File(Records).Bytes.ToArray();
#pragma warning disable CA5351 // S3's ETag, which the SDK checks.
        ETag = Convert.ToHexStringLower(MD5.HashData(Bytes));
#pragma warning restore CA5351
    }

    public string Key { get; }

    public byte[] Bytes { get; }

    public string ETag { get; }

    /// <summary>A message as S3 sends it.</summary>
    public string Notification =>
        $$$"""{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"us-east-1","eventTime":"2026-01-02T00:05:00.000Z","eventName":"ObjectCreated:Put","userIdentity":{"principalId":"AWS:AROAEXAMPLE:regional-delivery-session"},"requestParameters":{"sourceIPAddress":"192.0.2.1"},"responseElements":{"x-amz-request-id":"4442587FB7D0A2F9","x-amz-id-2":"vlR7PnpV2Ce81l0PRw6jlUpck7Jo5ZsQjryTjKlc5aLWGVHPZLj5NeC6qMa0emYBDXOo6QBU0Wo="},"s3":{"s3SchemaVersion":"1.0","configurationId":"trail","bucket":{"name":"{{{Bucket}}}","ownerIdentity":{"principalId":"A3I5XTEXAMAI3E"},"arn":"arn:aws:s3:::{{{Bucket}}}"},"object":{"key":"{{{Key}}}","size":{{{Bytes.Length}}},"eTag":"{{{ETag}}}","sequencer":"0055AED6DCD90281E5" } } }]}""";

    public static string KeyOf(int number) =>
        $"AWSLogs/111122223333/CloudTrail/us-east-1/2026/01/02/111122223333_CloudTrail_us-east-1_20260102T0005Z_{number:x16}.json.gz";
}
