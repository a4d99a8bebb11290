using System.Text;
using System.Text.Json;
using CsCheck;
using Fluency.Ingest.Notifications;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Notifications;

public sealed class NotificationParserTests
{
    const string S3Event = """
        {"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"us-east-1","eventTime":"2026-01-02T00:05:09.123Z","eventName":"ObjectCreated:Put",
         "s3":{"s3SchemaVersion":"1.0","bucket":{"name":"trail","arn":"arn:aws:s3:::trail"},
         "object":{"key":"AWSLogs/a+b%2Bc%25.json.gz","size":4096,"eTag":"d41d8cd98f00b204e9800998ecf8427e","versionId":"096f","sequencer":"0055"}}}]}
        """;

    const string EventBridge = """
        {"version":"0","id":"1779","detail-type":"Object Created","source":"aws.s3","region":"eu-west-1",
         "detail":{"bucket":{"name":"trail"},"object":{"key":"a+b%2Bc","size":7,"etag":"b194","version-id":"IYV3"},"reason":"PutObject"}}
        """;

    static readonly NotificationParser Parser = new();

    [Fact]
    public void Parse_S3Event_TellsTheObjectWithItsKeyDecoded()
    {
        var notification = Parser.Parse(S3Event);

        notification.Kind.Should().Be(NotificationKind.S3Event);
        notification.Problem.Should().BeNull();
        notification.Objects.Should().ContainSingle().Which.Should().Be(new ObjectReference("trail", "AWSLogs/a b+c%.json.gz")
        {
            Uri = "s3://trail/AWSLogs/a b+c%.json.gz",
            ETag = "d41d8cd98f00b204e9800998ecf8427e",
            Size = 4096,
            VersionId = "096f",
            Region = "us-east-1",
        });
    }

    [Fact]
    public void Parse_SeveralRecords_TellsEveryObject() =>
        Parser.Parse("""{"Records":[{"s3":{"bucket":{"name":"b"},"object":{"key":"1"}}},{"s3":{"bucket":{"name":"c"},"object":{"key":"2"}}}]}""")
            .Objects.Select(static o => o.Uri).Should().Equal("s3://b/1", "s3://c/2");

    [Fact]
    public void Parse_EventBridge_LeavesTheKeyAsItIs()
    {
        var notification = Parser.Parse(EventBridge);

        notification.Kind.Should().Be(NotificationKind.EventBridge);
        notification.Objects.Should().ContainSingle().Which.Should().Be(new ObjectReference("trail", "a+b%2Bc")
        {
            Uri = "s3://trail/a+b%2Bc",
            ETag = "b194",
            Size = 7,
            VersionId = "IYV3",
            Region = "eu-west-1",
        });
    }

    [Fact]
    public void Parse_CloudTrailSns_TellsEveryKeyAsItIs()
    {
        var notification = Parser.Parse("""{"s3Bucket":"b","s3ObjectKey":["x+y","%41","z"]}""");

        notification.Kind.Should().Be(NotificationKind.CloudTrailSns);
        notification.Objects.Select(static o => o.Name).Should().Equal("x+y", "%41", "z");
    }

    [Fact]
    public void Parse_FalconDataReplicator_TellsEveryFile()
    {
        var notification = Parser.Parse("""{"cid":"01","fileCount":2,"bucket":"b","pathPrefix":"data/f","files":[{"path":"data/f/1.gz","size":90,"checksum":"69"},{"path":"data/f/2.gz","size":83}]}""");

        notification.Kind.Should().Be(NotificationKind.FalconDataReplicator);
        notification.Objects.Select(static o => (o.Name, o.Size)).Should().Equal(("data/f/1.gz", 90), ("data/f/2.gz", 83));
    }

    [Fact]
    public void Parse_SecurityLake_IsToldByTheMissingType()
    {
        var notification = Parser.Parse("""{"source":"aws.s3","detail":{"bucket":{"name":"lake"},"object":{"key":"aws/x.gz.parquet","size":5}}}""");

        notification.Kind.Should().Be(NotificationKind.SecurityLake);
        notification.Objects.Should().ContainSingle().Which.Name.Should().Be("aws/x.gz.parquet");
    }

    [Theory]
    [InlineData("""{"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"b"}""", nameof(NotificationKind.S3TestEvent))]
    [InlineData("""{"Records":[]}""", nameof(NotificationKind.Empty))]
    [InlineData("CloudTrail validation message.", nameof(NotificationKind.CloudTrailValidation))]
    [InlineData("""{"Type":"SubscriptionConfirmation","TopicArn":"arn:aws:sns:us-east-1:1:t","SubscribeURL":"https://evil"}""", nameof(NotificationKind.SnsSubscriptionConfirmation))]
    public void Parse_TellsOfNoObject_IsComplete(string body, string kind)
    {
        var notification = Parser.Parse(body);

        notification.Kind.ToString().Should().Be(kind);
        notification.Objects.Should().BeEmpty();
        notification.Problem.Should().BeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \r\n\t")]
    [InlineData("\uFEFF")]
    [InlineData("hello")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("""{"Records":{}}""")]
    [InlineData("""{"Records":null}""")]
    [InlineData("""{"Records":"x"}""")]
    [InlineData("""{"Records":[1,null,"x",[]]}""")]
    [InlineData("""{"Records":[]} {"Records":[]}""")]
    [InlineData("""{"Records":[],"more":1}""")]
    [InlineData("""{"Type":"Notification","Message":"{\"Records\":[]}"}""")]
    [InlineData("""{"Type":"Notification","TopicArn":"t","Message":7}""")]
    [InlineData("""{"Type":"Notification","TopicArn":"t","Message":"hello"}""")]
    [InlineData("""{"source":"aws.ec2","detail":{}}""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("CloudTrail validation message")]
    public void Parse_UnknownBody_IsUnknownWithAProblem(string body)
    {
        var notification = Parser.Parse(body);

        notification.Kind.Should().Be(NotificationKind.Unknown);
        notification.Objects.Should().BeEmpty();
        notification.Problem!.Cause.Should().Be(FailureCause.NotificationUnknown);
    }

    [Theory]
    [InlineData("ObjectRemoved:Delete")]
    [InlineData("ObjectRestore:Completed")]
    [InlineData("s3:ObjectRemoved:Delete")]
    [InlineData("LifecycleExpiration:Delete")]
    public void Parse_OtherEvent_IsIgnoredWithItsKey(string eventName)
    {
        var notification = Parser.Parse($$"""{"Records":[{"eventName":"{{eventName}}","s3":{"bucket":{"name":"b"},"object":{"key":"a%2Bb"} } }]}""");

        notification.Objects.Should().BeEmpty();
        notification.Ignored.Should().Equal(new IgnoredEntry(eventName.Replace("s3:", "", StringComparison.Ordinal), "a+b"));
        notification.Problem.Should().BeNull();
    }

    [Theory]
    [InlineData("\"eventName\":\"ObjectCreated:CompleteMultipartUpload\",")]
    [InlineData("\"eventName\":\"s3:ObjectCreated:Put\",")]
    [InlineData("\"eventName\":\"ObjectCreated\",")]
    [InlineData("\"eventName\":\"objectcreated:put\",")]
    [InlineData("\"eventName\":null,")]
    [InlineData("\"eventName\":7,")]
    [InlineData("")]
    [InlineData("\"eventVersion\":\"99.0\",")]
    public void Parse_CreatedOrNoEventName_IsAnObject(string eventName) =>
        Parser.Parse($$"""{"Records":[{{{eventName}}"s3":{"bucket":{"name":"b"},"object":{"key":"k"} } }]}""").Objects.Should().ContainSingle();

    [Theory]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("""{"bucket":{"name":"b"}}""")]
    [InlineData("""{"object":{"key":"k"}}""")]
    [InlineData("""{"bucket":{"name":""},"object":{"key":"k"}}""")]
    [InlineData("""{"bucket":{"name":"b"},"object":{"key":""}}""")]
    [InlineData("""{"bucket":{"name":["b"]},"object":{"key":"k"}}""")]
    [InlineData("""{"bucket":"b","object":{"key":"k"}}""")]
    [InlineData("""{"bucket":{"name":"b"},"object":{"key":{}}}""")]
    [InlineData("""{"bucket":{"name":"b"},"object":{"key":"%FF"}}""")]
    [InlineData("""{"bucket":{"name":"b"},"object":{"key":"\ud800"}}""")]
    public void Parse_EntryWithoutUsableBucketOrKey_IsAProblemBesideTheOthers(string s3)
    {
        var notification = Parser.Parse($$"""{"Records":[{"s3":{"bucket":{"name":"b"},"object":{"key":"1"} } },{"s3":{{s3}} },{"s3":{"bucket":{"name":"b"},"object":{"key":"3"} } }]}""");

        notification.Kind.Should().Be(NotificationKind.S3Event);
        notification.Problem!.Cause.Should().Be(FailureCause.NotificationEntryInvalid);
        notification.Objects.Select(static o => o.Name).Should().Equal("1", "3");
    }

    [Fact]
    public void Parse_EntryThatIsNoEventOfS3_IsAProblemAndNotIgnored()
    {
        var notification = Parser.Parse("""{"Records":[{"s3":{"bucket":{"name":"b"},"object":{"key":"1"} } },{"eventSource":"aws:dynamodb","eventName":"INSERT","dynamodb":{} }]}""");

        notification.Kind.Should().Be(NotificationKind.S3Event);
        notification.Objects.Select(static o => o.Name).Should().Equal("1");
        notification.Ignored.Should().BeEmpty();
        notification.Problem!.Cause.Should().Be(FailureCause.NotificationEntryInvalid);
    }

    [Theory]
    [InlineData("""{"s3Bucket":"b","s3ObjectKey":["1",7,"3"]}""")]
    [InlineData("""{"bucket":"b","files":[{"path":"1"},{"size":1},{"path":"3"}]}""")]
    public void Parse_OtherFormWithABadEntry_TellsTheOthers(string body)
    {
        var notification = Parser.Parse(body);

        notification.Problem!.Cause.Should().Be(FailureCause.NotificationEntryInvalid);
        notification.Objects.Select(static o => o.Name).Should().Equal("1", "3");
    }

    [Fact]
    public void Parse_BadDetailsBesideAGoodKey_AreLeftOut()
    {
        var reference = Parser.Parse("""{"Records":[{"awsRegion":"","s3":{"bucket":{"name":"b"},"object":{"key":"k","size":-1,"eTag":7,"versionId":null}}}]}""").Objects.Single();

        reference.Should().Be(new ObjectReference("b", "k") { Uri = "s3://b/k" });
    }

    [Fact]
    public void Parse_ETagInQuotes_IsTakenWithoutThem() =>
        Parser.Parse("""{"Records":[{"s3":{"bucket":{"name":"b"},"object":{"key":"k","eTag":"\"ff\""}}}]}""").Objects.Single().ETag.Should().Be("ff");

    [Fact]
    public void Parse_TooManyEntries_TellsNoneAndIsTooLarge()
    {
        var body = Records(Enumerable.Range(0, 100_000).Select(static i => $$"""{"s3":{"bucket":{"name":"b"},"object":{"key":"{{i}}"} } }"""));

        var notification = Parser.Parse(body);

        notification.Problem!.Cause.Should().Be(FailureCause.TooLarge);
        notification.Problem.Reason.Should().Contain("100000").And.Contain("10000");
        notification.Objects.Should().BeEmpty();
    }

    [Fact]
    public void Parse_AsManyEntriesAsAllowed_TellsAll() =>
        Parser.Parse(Records(Enumerable.Range(0, 10_000).Select(static i => $$"""{"s3":{"bucket":{"name":"b"},"object":{"key":"{{i}}"} } }"""))).Objects.Should().HaveCount(10_000);

    [Fact]
    public void Parse_TooManyEntriesInManyEnvelopes_AreCountedTogether() =>
        new NotificationParser(maxEntries: 10).Parse(Records(Enumerable.Range(0, 4).Select(_ => $$"""{"body":{{JsonSerializer.Serialize(Records(Enumerable.Repeat("{\"s3\":1}", 3)))}} }""")))
            .Problem!.Cause.Should().Be(FailureCause.TooLarge);

    [Fact]
    public void Parse_NestedDeeperThanAnyForm_IsUnknown() =>
        Parser.Parse("{\"Records\":" + new string('[', 100_000)).Kind.Should().Be(NotificationKind.Unknown);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Parse_WrappedInUpToFourEnvelopes_OpensThem(int envelopes)
    {
        var notification = Parser.Parse(WrapInSns(EventBridge, envelopes));

        notification.Kind.Should().Be(NotificationKind.EventBridge);
        notification.Wrapped.Should().Equal(Enumerable.Repeat(NotificationEnvelope.Sns, envelopes));
        notification.Objects.Should().ContainSingle();
    }

    [Fact]
    public void Parse_WrappedInFiveEnvelopes_IsUnknown()
    {
        var notification = Parser.Parse(WrapInSns(EventBridge, 5));

        notification.Kind.Should().Be(NotificationKind.Unknown);
        notification.Problem!.Cause.Should().Be(FailureCause.NotificationUnknown);
        notification.Objects.Should().BeEmpty();
    }

    [Fact]
    public void Parse_LambdaAroundSqsAroundSns_OpensBoth()
    {
        var notification = Parser.Parse(Records([$$"""{"messageId":"1","body":{{JsonSerializer.Serialize(WrapInSns(S3Event, 1))}} }"""]));

        notification.Wrapped.Should().Equal(NotificationEnvelope.Lambda, NotificationEnvelope.Sns);
        notification.Kind.Should().Be(NotificationKind.S3Event);
        notification.Objects.Should().ContainSingle();
    }

    [Fact]
    public void Parse_LambdaWithSeveralMessages_TellsTheObjectsOfAllAndTheProblemOfOne()
    {
        var notification = Parser.Parse(Records([
            $$"""{"body":{{JsonSerializer.Serialize("hello")}} }""",
            $$"""{"EventSource":"aws:sns","Sns":{"Message":{{JsonSerializer.Serialize(S3Event)}} } }""",
            $$"""{"body":{{JsonSerializer.Serialize(S3Event)}} }"""]));

        notification.Wrapped.Should().Equal(NotificationEnvelope.Lambda);
        notification.Kind.Should().Be(NotificationKind.S3Event);
        notification.Objects.Should().HaveCount(2);
        notification.Problem!.Cause.Should().Be(FailureCause.NotificationUnknown);
    }

    [Fact]
    public void Parse_ByteOrderMarkAndWhiteSpace_AreSkipped() =>
        Parser.Parse(" \r\n\uFEFF\n" + S3Event + "\r\n ").Objects.Should().ContainSingle();

    [Fact]
    public void Parse_SubscriptionConfirmation_TellsTheTopic() =>
        Parser.Parse("""{"Type":"SubscriptionConfirmation","TopicArn":"arn:aws:sns:us-east-1:1:t"}""").TopicArn.Should().Be("arn:aws:sns:us-east-1:1:t");

    [Fact]
    public void Parse_CutAtEveryByte_IsUnknownAndNeverThrows()
    {
        var body = Encoding.UTF8.GetBytes(WrapInSns(S3Event, 1));
        for (var length = 0; length < body.Length; length++)
        {
            Parser.Parse(body.AsMemory(0, length)).Problem!.Cause.Should().Be(FailureCause.NotificationUnknown, "it was cut at {0}", length);
        }
    }

    [Fact]
    public void Parse_AnyByteChanged_NeverThrows() => Gen.Select(Gen.Int[0, 10_000], Gen.Byte, Gen.OneOf(Gen.Const(S3Event), Gen.Const(EventBridge), Gen.Const(WrapInSns(S3Event, 2)))).Sample((at, value, text) =>
    {
        var body = Encoding.UTF8.GetBytes(text);
        body[at % body.Length] = value;
        var notification = Parser.Parse(body);
        return notification.Problem is not null || notification.Objects.Count + notification.Ignored.Count <= 1;
    });

    [Fact]
    public void Parse_AnyBytes_NeverThrows() => Gen.Byte.Array[0, 200].Sample(static body => Parser.Parse(body).Problem is not null);

    [Fact]
    public void WriteTo_S3Event_IsWhatExplainPrints() =>
        Explain(WrapInSns("""{"Records":[{"awsRegion":"us-east-1","eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b"},"object":{"key":"a+b","size":123,"eTag":"ff"}}},{"eventName":"ObjectRemoved:Delete","s3":{"bucket":{"name":"b"},"object":{"key":"c"}}}]}""", 1))
            .Should().Be("""{"kind":"S3Event","wrapped":["Sns"],"objects":[{"bucket":"b","key":"a b","versionId":null,"eTag":"ff","size":123,"region":"us-east-1"}],"ignored":[{"eventName":"ObjectRemoved:Delete","key":"c"}],"disposition":"Complete","reason":null}""");

    [Fact]
    public void WriteTo_Unknown_IsRejectedWithTheReason()
    {
        var explained = Explain("hel\u001blo");

        explained.Should().StartWith("""{"kind":"Unknown","wrapped":[],"objects":[],"ignored":[],"disposition":"Reject","reason":"The message is no JSON""").And.Contain("It begins with: hel?lo");
    }

    static string Explain(string body)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            Parser.Parse(body).WriteTo(writer);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    static string Records(IEnumerable<string> records) => "{\"Records\":[" + string.Join(',', records) + "]}";

    static string WrapInSns(string body, int times) => Enumerable.Range(0, times).Aggregate(body, static (inner, _) =>
        $$"""{"Type":"Notification","MessageId":"22b8","TopicArn":"arn:aws:sns:us-east-1:1:t","Message":{{JsonSerializer.Serialize(inner)}},"SigningCertURL":"https://sns"}""");
}
