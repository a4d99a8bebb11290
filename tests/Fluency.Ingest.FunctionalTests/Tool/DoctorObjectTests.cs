using System.Text.Json.Nodes;
using Fluency.Ingest.Testing;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.Tool;

/// <summary>What <c>doctor</c> says of buckets, and of the object that a message tells of.</summary>
public sealed class DoctorObjectTests : DoctorTest
{
    [Fact]
    public async Task Doctor_MissingBucket_IsAProblem()
    {
        Grant(Rights);

        var (exitCode, report, _) = await RunAsync(source => source["Buckets"] = new JsonArray("logs", "log"));

        exitCode.Should().Be(ProblemFound);
        Checks(report).Where(static check => check.Result == "problem").Should().Equal(("bucket", "problem"));
        report["checks"]!.AsArray().Single(static one => one!["result"]!.GetValue<string>() == "problem")!["message"]!.GetValue<string>().Should().Contain("The bucket log does not exist");
    }

    [Fact]
    public async Task Doctor_ObjectIsGone_SaysWhichAndStillProvesTheRight()
    {
        Grant(Rights);
        Bucket.Put("b.json.gz", "1"u8.ToArray());
        Bucket.Delete("a.json.gz");

        var (exitCode, report, _) = await RunAsync();

        exitCode.Should().Be(ProblemFound);
        Sentence(report, "message-object").Should().Contain("s3://logs/a.json.gz");
        Checks(report).Should().Contain(("object", "ok"));
    }

    [Fact]
    public async Task Doctor_ObjectIsGoneAndTheBucketMayNotBeListed_SaysThatItCannotTell()
    {
        Grant(Rights.Except(["s3:ListBucket"]));
        Bucket.Delete("a.json.gz");

        Sentence((await RunAsync()).Report, "object").Should().Contain("or does not exist");
    }

    [Fact]
    public async Task Doctor_KeyIsDenied_IsToldFromTheObject()
    {
        Grant(Rights);
        Bucket.KmsKeyArn = KeyArn;

        var (exitCode, report, _) = await RunAsync();

        exitCode.Should().Be(ProblemFound);
        var found = report["checks"]!.AsArray().Should().ContainSingle(static one => one!["statement"] != null).Subject!;
        found["check"]!.GetValue<string>().Should().Be("kms");
        found["statement"]!.ToJsonString().Should().Be($$"""{"Effect":"Allow","Action":"kms:Decrypt","Resource":"{{KeyArn}}"}""");

        Collector.Allow("kms:Decrypt", KeyArn);
        Checks((await RunAsync()).Report).Should().Contain(("kms", "ok")).And.NotContain(static check => check.Result == "problem");
    }

    [Fact]
    public async Task Doctor_RegionIsNotThatOfTheBucketInTheMessage_IsSaid()
    {
        Grant(Rights);

        var (_, report, _) = await RunAsync(static source => source["Region"] = "eu-west-1");

        Sentence(report, "bucket-region").Should().Contain("lies in us-east-1 but the queue is asked for in eu-west-1");
    }

    [Fact]
    public async Task Doctor_BucketInAnotherRegion_IsSaid()
    {
        Grant(Rights);
        Aws.S3.CreateBucket("far", "eu-west-1").Put("c.json.gz", "1"u8.ToArray());

        var (exitCode, report, _) = await RunAsync(source => source["Buckets"] = new JsonArray("logs", "far"));

        exitCode.Should().Be(0);
        Sentence(report, "bucket-region").Should().Contain("eu-west-1");
    }

    [Fact]
    public async Task Doctor_MessageOfAnotherBucket_IsAProblem()
    {
        Grant(Rights);
        Aws.S3.CreateBucket("mine");

        var (exitCode, report, _) = await RunAsync(source => source["Buckets"] = new JsonArray("mine"));

        exitCode.Should().Be(ProblemFound);
        report["checks"]!.AsArray().Should().Contain(static one => one!["message"]!.GetValue<string>().Contains("the bucket logs, which is none of Buckets (mine)"));
    }

    [Fact]
    public async Task Doctor_UnknownMessage_IsAProblemWithoutItsControls()
    {
        Grant(Rights);
        Queue.Purge();
        Queue.Send("hello\u0085\nworld");

        var (exitCode, report, _) = await RunAsync();

        exitCode.Should().Be(ProblemFound);
        Sentence(report, "message").Should().Contain("hello").And.NotContain("\n").And.NotContain("\u0085");
    }

    [Fact]
    public async Task Doctor_VersionIsDenied_IsAWarning()
    {
        Grant(Rights);
        Bucket.IsVersioned = true;
        Queue.Purge();
        Bucket.Put("v.json.gz", "1"u8.ToArray());

        var (exitCode, report, _) = await RunAsync(source => source["UseVersionId"] = true);

        exitCode.Should().Be(0);
        Checks(report).Should().Contain(("object-version", "warning")).And.Contain(("object", "ok"));
    }

    // A lifecycle rule archives what is old, which a listing begins with.
    [Fact]
    public async Task Doctor_QueueIsEmptyAndOldFilesAreArchived_ReadsAnother()
    {
        Grant(Rights);
        EmptyQueueAndBucket();
        Bucket.Put(LogFile("2024/01/01"), "1"u8.ToArray(), new LocalPutOptions { StorageClass = "GLACIER" });
        Bucket.Put(LogFile("2026/11/29"), "1"u8.ToArray());

        var (exitCode, report, _) = await RunAsync(source => source["Buckets"] = new JsonArray("logs"));

        exitCode.Should().Be(0);
        Sentence(report, "object").Should().Be($"s3://logs/{LogFile("2026/11/29")} may be read.");
    }

    [Fact]
    public async Task Doctor_QueueIsEmptyAndAllFilesAreArchived_IsSkipped()
    {
        Grant(Rights);
        EmptyQueueAndBucket();
        Bucket.Put(LogFile("2024/01/01"), "1"u8.ToArray(), new LocalPutOptions { StorageClass = "DEEP_ARCHIVE" });

        var (exitCode, report, _) = await RunAsync(source => source["Buckets"] = new JsonArray("logs"));

        exitCode.Should().Be(0);
        Checks(report).Should().Contain([("bucket", "ok"), ("object", "skipped")]);
    }

    [Fact]
    public async Task Doctor_QueueIsEmptyAndTheRightIsOfAPrefix_ReadsALogFile()
    {
        Grant(Rights.Except(["s3:GetObject"]));
        Collector.Allow("s3:GetObject", "arn:aws:s3:::logs/AWSLogs/*");
        EmptyQueueAndBucket();
        Bucket.Put("0-readme.txt", "1"u8.ToArray());
        Bucket.Put(LogFile("2026/11/29"), "1"u8.ToArray());

        var (exitCode, report, _) = await RunAsync(source => source["Buckets"] = new JsonArray("logs"));

        exitCode.Should().Be(0);
        Checks(report).Should().Contain(("object", "ok"));
    }

    [Fact]
    public async Task Doctor_QueueIsEmptyAndAListedKeyIsDenied_IsAWarningWithItsStatement()
    {
        Grant(Rights.Except(["s3:GetObject"]));
        EmptyQueueAndBucket();
        Bucket.Put("0-readme.txt", "1"u8.ToArray());

        var (exitCode, report, _) = await RunAsync(source => source["Buckets"] = new JsonArray("logs"));

        exitCode.Should().Be(0);
        Checks(report).Should().Contain(("object", "warning"));
        Finding(report, "object")["statement"]!["Action"]!.GetValue<string>().Should().Be("s3:GetObject");
    }

    [Theory]
    [InlineData(null, false, "is not collected; the same is said if the bucket wants RequesterPays.")]
    [InlineData("111122223333", false, "is not collected; the same is said if the bucket is not owned by 111122223333 (ExpectedBucketOwner) or wants RequesterPays.")]
    [InlineData("111122223333", true, "is not collected; the same is said if the bucket is not owned by 111122223333 (ExpectedBucketOwner).")]
    [InlineData(null, true, "is not collected.")]
    public async Task Doctor_ObjectIsDenied_SaysWhatElseItMayBe(string? owner, bool requesterPays, string end)
    {
        Grant(Rights.Except(["s3:GetObject"]));

        var (_, report, _) = await RunAsync(source => (source["ExpectedBucketOwner"], source["RequesterPays"]) = (owner, requesterPays));

        Sentence(report, "object").Should().EndWith(end);
    }

    void EmptyQueueAndBucket()
    {
        Queue.Purge();
        Bucket.StopNotifying();
        Bucket.Delete("a.json.gz");
    }

    static string LogFile(string day) => $"AWSLogs/111122223333/CloudTrail/us-east-1/{day}/a.json.gz";
}
