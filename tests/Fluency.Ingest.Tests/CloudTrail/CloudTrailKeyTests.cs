using Fluency.Ingest.CloudTrail;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.CloudTrail;

public sealed class CloudTrailKeyTests
{
    const string Log = "AWSLogs/111122223333/CloudTrail/us-east-1/2023/07/10/111122223333_CloudTrail_us-east-1_20230710T1240Z_C1qUFaqvZS64BcIN.json.gz";

    [Fact]
    public void Key_OfALogFile_IsTakenApart()
    {
        CloudTrailKey.TryParse(Log, out var key).Should().BeTrue();

        key.Should().Be(new CloudTrailKey("111122223333", null, CloudTrailKind.Events, "us-east-1", new DateOnly(2023, 7, 10), Time(12, 40, 0)));
    }

    [Fact]
    public void Key_OfAnOrganizationBehindAPrefix_IsTakenApart()
    {
        CloudTrailKey.TryParse("my/AWSLogs/logs/AWSLogs/o-exampleorgid/000022223333/CloudTrail-Insight/us-gov-west-1/2023/07/10/file.json.gz", out var key).Should().BeTrue();

        key.Should().Be(new CloudTrailKey("000022223333", "o-exampleorgid", CloudTrailKind.Insight, "us-gov-west-1", new DateOnly(2023, 7, 10), null));
    }

    [Theory]
    [InlineData("CloudTrail", "Events")]
    [InlineData("CloudTrail-Insight", "Insight")]
    [InlineData("CloudTrail-NetworkActivity", "NetworkActivity")]
    [InlineData("CloudTrail-Aggregated", "Aggregated")]
    [InlineData("CloudTrail-Digest", "Digest")]
    public void Key_OfEachKind_IsKnownByItsFolder(string folder, string kind)
    {
        CloudTrailKey.TryParse($"AWSLogs/111122223333/{folder}/cn-north-1/2023/07/10/any name", out var key).Should().BeTrue();

        key.Kind.ToString().Should().Be(kind);
    }

    [Fact]
    public void Key_AnchorTwice_TakesTheLastThatParses()
    {
        CloudTrailKey.TryParse("AWSLogs/111122223333/CloudTrail/us-east-1/2023/07/10/AWSLogs/" + Log["AWSLogs/".Length..], out var last).Should().BeTrue();
        CloudTrailKey.TryParse(Log.Replace("111122223333", "999922223333", StringComparison.Ordinal) + "AWSLogs/", out _).Should().BeFalse("a file's name has no slash");

        last.Region.Should().Be("us-east-1");
    }

    [Theory]
    [InlineData("")]
    [InlineData("AWSLogs/")]
    [InlineData("AWSLogs/111122223333/CloudTrail/")]
    [InlineData("AWSLogs/111122223333/CloudTrail/us-east-1/2023/07/10/")]
    [InlineData("AWSLogs/111122223333/CloudTrail/us-east-1/2023/07/10/sub/file.json.gz")]
    [InlineData("AWSLogs/111122223333/CloudTrail/us-east-1/2023/02/30/file.json.gz")]
    [InlineData("AWSLogs/111122223333/CloudTrail/us-east-1/2023/7/10/file.json.gz")]
    [InlineData("AWSLogs/111122223333/CloudTrail/US-EAST-1/2023/07/10/file.json.gz")]
    [InlineData("AWSLogs/111122223333/CloudTrail/useast1/2023/07/10/file.json.gz")]
    [InlineData("AWSLogs/111122223333/Config/us-east-1/2023/07/10/file.json.gz")]
    [InlineData("AWSLogs/111122223333/cloudtrail/us-east-1/2023/07/10/file.json.gz")]
    [InlineData("AWSLogs/11112222333/CloudTrail/us-east-1/2023/07/10/file.json.gz")]
    [InlineData("AWSLogs/11112222333x/CloudTrail/us-east-1/2023/07/10/file.json.gz")]
    [InlineData("AWSLogs/o-short/111122223333/CloudTrail/us-east-1/2023/07/10/file.json.gz")]
    [InlineData("MyAWSLogs/111122223333/CloudTrail/us-east-1/2023/07/10/file.json.gz")]
    [InlineData("awslogs/111122223333/CloudTrail/us-east-1/2023/07/10/file.json.gz")]
    public void Key_ThatCloudTrailDoesNotGive_IsRefused(string key) => CloudTrailKey.TryParse(key, out _).Should().BeFalse();

    [Fact]
    public void Key_CutAtEveryCharacter_NeverThrows()
    {
        var file = Log.LastIndexOf('/') + 1;

        for (var length = 0; length < Log.Length; length++)
        {
            CloudTrailKey.TryParse(Log[..length], out _).Should().Be(length > file);
        }
    }

    [Theory]
    [InlineData("111122223333_CloudTrail_us-east-1_20230710T1240Z_C1qUFaqvZS64BcIN.json.gz", 0)]
    [InlineData("C:\\logs\\111122223333_CloudTrail_us-east-1_20230710T1240Z_C1qUFaqvZS64BcIN.json", 0)]
    [InlineData("/logs/111122223333_CloudTrail_us-east-1_20230710T1240ZHdkvFTXOA3Vnhbc.json.gz", 0)]
    [InlineData("111122223333_CloudTrail-Digest_us-east-1_my_20200101T0000Z_trail_us-east-1_20230710T124005Z.json.gz", 5)]
    [InlineData("111122223333_CloudTrail-Digest_us-east-1_trail_us-east-1_20230710T124005Z_backfill.json.gz", 5)]
    public void DeliveryTime_InTheNameOfAFile_IsFound(string name, int second)
    {
        CloudTrailKey.TryGetDeliveryTime(name, out var time).Should().BeTrue();

        time.Should().Be(Time(12, 40, second));
    }

    [Theory]
    [InlineData("")]
    [InlineData("records-00.json.gz")]
    [InlineData("111122223333")]
    [InlineData("111122223333_")]
    [InlineData("111122223333_CloudTrail_us-east-1_20230710T1240_C1qUFaqvZS64BcIN.json.gz")]
    [InlineData("111122223333_CloudTrail_us-east-1_20231310T1240Z_C1qUFaqvZS64BcIN.json.gz")]
    [InlineData("111122223333_CloudTrail_us-east-1_20230710T2440Z_C1qUFaqvZS64BcIN.json.gz")]
    [InlineData("111122223333_CloudTrail_us-east-1_20230710T1260Z_C1qUFaqvZS64BcIN.json.gz")]
    [InlineData("111122223333_CloudTrail_us-east-1_20230710T12405Z_C1qUFaqvZS64BcIN.json.gz")]
    [InlineData("report_20230710T1240Z_C1qUFaqvZS64BcIN.json.gz")]
    [InlineData("111122223333_CloudTrail_us-east-1_20230710T1240Z_x/other.json.gz")]
    public void DeliveryTime_OfAnotherName_IsNotFound(string name) => CloudTrailKey.TryGetDeliveryTime(name, out _).Should().BeFalse();

    static DateTimeOffset Time(int hour, int minute, int second) => new(2023, 7, 10, hour, minute, second, TimeSpan.Zero);
}
