using Fluency.Ingest.Notifications;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Notifications;

/// <summary>Every producer's body is recognised without an option.</summary>
public sealed class KnownBodiesTests
{
    static readonly NotificationParser Parser = new();

    [Theory]
    [InlineData("2.0")]
    [InlineData("2.1")]
    [InlineData("2.2")]
    [InlineData("2.3")]
    [InlineData("2.4")]
    [InlineData("2.5")]
    [InlineData("2.6")]
    [InlineData("3.0")]
    [InlineData("a version to come")]
    public void S3Event_AnyVersion_TellsItsObjectAndCountsWhatIsNoCreation(string version)
    {
        var notification = Parser.Parse(Bodies.S3Event.Replace("2.6", version, StringComparison.Ordinal));

        notification.Kind.Should().Be(NotificationKind.S3Event);
        notification.Problem.Should().BeNull();
        notification.Objects.Select(static o => o.Uri).Should().Equal("s3://logs/a b+c.gz");
        notification.Ignored.Should().Equal(new IgnoredEntry("ObjectRemoved:Delete", "gone"));
    }

    [Theory]
    [InlineData(Bodies.EventBridge, "EventBridge", "s3://logs/a+b%2Bc.gz")]
    [InlineData(Bodies.CloudTrailSns, "CloudTrailSns", "s3://logs/a+b%2Bc.gz", "s3://logs/d.gz")]
    [InlineData(Bodies.SecurityLake, "SecurityLake", "s3://lake/aws/CLOUD_TRAIL_MGMT/2.0/region=us-east-1/x.gz.parquet")]
    [InlineData(Bodies.FalconDataReplicator, "FalconDataReplicator", "s3://cs-prod/data/f/part-00000.gz", "s3://cs-prod/data/f/part-00001.gz")]
    [InlineData(Bodies.Minio, "S3Event", "s3://logs/a/b c.gz")]
    [InlineData(Bodies.Ceph, "S3Event", "s3://logs/a+b%2Bc.gz")]
    [InlineData(Bodies.Replay, "S3Event", "s3://logs/a.gz")]
    public void Body_OfAKnownProducer_TellsItsObjects(string body, string kind, params string[] objects)
    {
        foreach (var sent in new[] { body, Bodies.InSns(body), Bodies.InSqsForward(body), Bodies.InSnsForward(body), Bodies.InSqsForward(Bodies.InSns(body)) })
        {
            var notification = Parser.Parse(sent);

            notification.Kind.ToString().Should().Be(kind);
            notification.Problem.Should().BeNull();
            notification.Objects.Select(static o => o.Uri).Should().Equal(objects);
        }
    }

    [Theory]
    [InlineData(Bodies.CloudTrailValidation, "CloudTrailValidation")]
    [InlineData(Bodies.S3TestEvent, "S3TestEvent")]
    [InlineData(Bodies.SubscriptionConfirmation, "SnsSubscriptionConfirmation")]
    public void Body_ThatTellsOfNoObject_IsUnderstood(string body, string kind)
    {
        foreach (var sent in new[] { body, Bodies.InSns(body), Bodies.InSqsForward(body) })
        {
            var notification = Parser.Parse(sent);

            notification.Kind.ToString().Should().Be(kind);
            notification.Problem.Should().BeNull();
            notification.Objects.Should().BeEmpty();
        }
    }

    [Fact]
    public void CloudTrailSns_NoKey_IsAProblem()
    {
        var notification = Parser.Parse("""{"s3Bucket":"logs","s3ObjectKey":[]}""");

        notification.Problem!.Cause.Should().Be(FailureCause.NotificationEntryInvalid);
        notification.Problem.Reason.Should().Contain("logs");
    }

    [Fact]
    public void EventBridge_OtherEvent_IsIgnored()
    {
        var notification = Parser.Parse(Bodies.EventBridge.Replace("Object Created", "Object Deleted", StringComparison.Ordinal));

        notification.Problem.Should().BeNull();
        notification.Objects.Should().BeEmpty();
        notification.Ignored.Should().Equal(new IgnoredEntry("Object Deleted", "a+b%2Bc.gz"));
    }

    [Theory]
    [InlineData("""{"Records":[{"s3":{"bucket":{"name":"logs"},"object":{"key":"a"}}}],"Records":[{"s3":{"bucket":{"name":"logs"},"object":{"key":"b"}}}]}""")]
    [InlineData("""{"Records":[{"s3":{"bucket":{"name":"logs"},"object":{"key":"a","key":"b"}}}]}""")]
    public void Body_TwoMembersOfOneName_IsUnknownRatherThanHalfRead(string body) =>
        Parser.Parse(body).Problem!.Cause.Should().Be(FailureCause.NotificationUnknown);

    [Fact]
    public void Body_NestedFiveThousandLevels_IsUnknown() =>
        Parser.Parse(string.Concat(Enumerable.Repeat("{\"a\":", 5_000)) + "1" + new string('}', 5_000)).Problem!.Cause.Should().Be(FailureCause.NotificationUnknown);

    [Fact]
    public void Body_InTenEnvelopes_IsUnknown() =>
        Parser.Parse(Enumerable.Range(0, 10).Aggregate(Bodies.Replay, static (body, _) => Bodies.InSns(body))).Problem!.Reason.Should().Contain("more than 4 envelopes");

    [Fact]
    public void Body_InvalidUtf8InItsKey_IsAProblemThatNamesTheBucket()
    {
        var body = System.Text.Encoding.UTF8.GetBytes(Bodies.Replay);
        body[Bodies.Replay.IndexOf("a.gz", StringComparison.Ordinal)] = 0xFF;

        var notification = Parser.Parse(body);

        notification.Objects.Should().BeEmpty();
        notification.Problem!.Cause.Should().Be(FailureCause.NotificationEntryInvalid);
        notification.Problem.Reason.Should().Contain("logs");
    }

    [Fact]
    public void Limit_Passed_NamesTheOption() =>
        new NotificationParser(maxEntries: 1).Parse(Bodies.CloudTrailSns).Problem!.Reason.Should().Contain("2 objects or more, limit 1 (MaxEntries)");
}
