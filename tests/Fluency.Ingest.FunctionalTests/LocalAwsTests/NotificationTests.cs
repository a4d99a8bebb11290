using System.Text.Json;
using Amazon.S3;
using Amazon.S3.Model;
using Fluency.Ingest.Testing;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.LocalAwsTests;

public class NotificationTests
{
    static CancellationToken Token => AwsFixture.Token;

    [Fact]
    public async Task Put_OverHttp_TellsTheQueueInTheFormOfS3()
    {
        await using var aws = await AwsFixture.StartWithFakeTimeAsync();
        aws.Bucket.IsVersioned = true;
        aws.Bucket.NotifyQueue(aws.Queue);

        var put = await aws.S3.PutObjectAsync(new PutObjectRequest { BucketName = "logs", Key = "AWSLogs/a b+ü.gz", ContentBody = "text" }, Token);

        var record = JsonElement.Parse(aws.Queue.Messages.Single().Body).GetProperty("Records")[0];
        record.GetProperty("eventVersion").GetString().Should().Be("2.1");
        record.GetProperty("eventName").GetString().Should().Be("ObjectCreated:Put");
        record.GetProperty("awsRegion").GetString().Should().Be("us-east-1");
        record.GetProperty("eventTime").GetString().Should().Be("2026-01-02T00:05:00.000Z");
        var s3 = record.GetProperty("s3");
        s3.GetProperty("bucket").GetProperty("name").GetString().Should().Be("logs");
        s3.GetProperty("bucket").GetProperty("arn").GetString().Should().Be("arn:aws:s3:::logs");
        var item = s3.GetProperty("object");
        item.GetProperty("key").GetString().Should().Be("AWSLogs/a+b%2B%C3%BC.gz");
        item.GetProperty("size").GetInt32().Should().Be(4);
        item.GetProperty("eTag").GetString().Should().Be(put.ETag.Trim('"'));
        item.GetProperty("versionId").GetString().Should().Be(put.VersionId);
    }

    [Fact]
    public async Task Put_Unversioned_HasNoVersionIdAndARisingSequencer()
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Bucket.NotifyQueue(aws.Queue);
        aws.Bucket.Put("k", Some.Bytes(1));
        aws.Bucket.Put("k", Some.Bytes(2));

        var objects = aws.Queue.Messages.Select(static message => JsonElement.Parse(message.Body).GetProperty("Records")[0].GetProperty("s3").GetProperty("object")).ToList();

        objects.Select(static item => item.TryGetProperty("versionId", out _)).Should().Equal(false, false);
        string.CompareOrdinal(objects[0].GetProperty("sequencer").GetString(), objects[1].GetProperty("sequencer").GetString()).Should().BeNegative();
    }

    [Fact]
    public async Task NotifyQueue_PrefixSuffixAndEvents_AreObeyed()
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Bucket.NotifyQueue(aws.Queue, "AWSLogs/", ".json.gz", "s3:ObjectCreated:Put", "s3:ObjectRemoved:*");
        aws.Bucket.Put("AWSLogs/1.json.gz", Some.Bytes(1));
        aws.Bucket.Put("AWSLogs/1.txt", Some.Bytes(1));
        aws.Bucket.Put("other/1.json.gz", Some.Bytes(1));
        await aws.S3.CopyObjectAsync("logs", "AWSLogs/1.json.gz", "logs", "AWSLogs/2.json.gz", Token);
        aws.Bucket.Delete("AWSLogs/1.json.gz");

        EventNames(aws.Queue).Should().Equal("ObjectCreated:Put", "ObjectRemoved:Delete");
    }

    [Fact]
    public async Task PutBucketNotification_ByArn_SendsATestEventAndThenEvents()
    {
        await using var aws = await AwsFixture.StartAsync();
        var rule = new QueueConfiguration
        {
            Id = "cloudtrail-new-object",
            Queue = aws.Queue.Arn,
            Events = [EventType.ObjectCreatedAll],
            Filter = new Filter { S3KeyFilter = new S3KeyFilter { FilterRules = [new FilterRule("prefix", "AWSLogs/")] } },
        };

        await aws.S3.PutBucketNotificationAsync(new PutBucketNotificationRequest { BucketName = "logs", QueueConfigurations = [rule] }, Token);
        aws.Bucket.Put("AWSLogs/1", Some.Bytes(1));
        aws.Bucket.Put("else/1", Some.Bytes(1));

        var bodies = aws.Queue.Messages.Select(static message => JsonElement.Parse(message.Body)).ToList();
        bodies.Should().HaveCount(2);
        bodies[0].GetProperty("Event").GetString().Should().Be("s3:TestEvent");
        bodies[1].GetProperty("Records")[0].GetProperty("s3").GetProperty("configurationId").GetString().Should().Be("cloudtrail-new-object");
        var read = await aws.S3.GetBucketNotificationAsync("logs", Token);
        read.QueueConfigurations.Single().Queue.Should().Be(aws.Queue.Arn);
        read.QueueConfigurations.Single().Filter.S3KeyFilter.FilterRules.Single().Value.Should().Be("AWSLogs/");
    }

    [Fact]
    public async Task PutBucketNotification_UnknownQueue_IsInvalidArgument()
    {
        await using var aws = await AwsFixture.StartAsync();
        var rule = new QueueConfiguration { Queue = aws.Queue.Arn + "-not", Events = [EventType.ObjectCreatedAll] };

        var put = () => aws.S3.PutBucketNotificationAsync(new PutBucketNotificationRequest { BucketName = "logs", QueueConfigurations = [rule] }, Token);

        (await put.Should().ThrowAsync<AmazonS3Exception>()).Which.ErrorCode.Should().Be("InvalidArgument");
    }

    [Fact]
    public async Task Fault_DropAndDuplicateEvent_AreScripted()
    {
        await using var aws = await AwsFixture.StartAsync();
        aws.Bucket.NotifyQueue(aws.Queue);
        var drop = aws.Aws.Faults.Add(new Fault { Key = static key => key == "lost", Effect = FaultEffect.DropEvent });
        var twice = aws.Aws.Faults.Add(new Fault { Action = "PutObject", Skip = 1, Times = 1, Effect = FaultEffect.DuplicateEvent });

        aws.Bucket.Put("lost", Some.Bytes(1));
        aws.Bucket.Put("two", Some.Bytes(1));
        aws.Bucket.Put("three", Some.Bytes(1));

        drop.Hits.Should().Be(1);
        twice.Hits.Should().Be(1);
        aws.Queue.Messages.Select(static message => JsonElement.Parse(message.Body).GetProperty("Records")[0].GetProperty("s3").GetProperty("object").GetProperty("key").GetString())
            .Should().Equal("two", "two", "three");
    }

    static IEnumerable<string?> EventNames(LocalQueue queue)
        => queue.Messages.Select(static message => JsonElement.Parse(message.Body).GetProperty("Records")[0].GetProperty("eventName").GetString());
}
