using Amazon.S3;
using Amazon.S3.Model;
using Fluency.Ingest.Setup;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Setup;

public sealed class LikelyKeyTests
{
    const string Old = "AWSLogs/111122223333/CloudTrail/us-east-1/2024/01/01/111122223333_CloudTrail_us-east-1_20240101T0005Z_a.json.gz";
    const string New = "AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/29/111122223333_CloudTrail_us-east-1_20261129T0005Z_b.json.gz";
    const string Digest = "AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2026/11/29/111122223333_CloudTrail-Digest_us-east-1_trail_us-east-1_20261129T000500Z.json.gz";

    [Theory]
    [InlineData(New, "0-readme.txt", Old, New, "z.json.gz")]
    [InlineData(Old, Digest, Old)]
    [InlineData(Digest, "0-readme.txt", Digest, "z/")]
    [InlineData("0-readme.txt", "0-readme.txt")]
    [InlineData(null)]
    public void Among_Keys_IsTheNewestOfTheLikeliest(string? likeliest, params string[] keys) =>
        LikelyKey.Among(keys.Select(static key => new S3Object { Key = key })).Should().Be(likeliest);

    [Fact]
    public void Among_Archived_AreLeftOut()
    {
        S3Object[] objects =
        [
            new() { Key = "a.txt", StorageClass = S3StorageClass.GlacierInstantRetrieval },
            new() { Key = Old, StorageClass = S3StorageClass.DeepArchive },
            new() { Key = New, StorageClass = S3StorageClass.Glacier },
        ];

        LikelyKey.Among(objects).Should().Be("a.txt");
        LikelyKey.Among(objects[1..]).Should().BeNull();
    }
}
