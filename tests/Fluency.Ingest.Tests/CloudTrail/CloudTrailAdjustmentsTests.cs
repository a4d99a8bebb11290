using Fluency.Ingest.CloudTrail;
using Fluency.Ingest.Tests.Abstractions;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.CloudTrail;

public sealed class CloudTrailAdjustmentsTests
{
    [Fact]
    public void Adjustments_WholeRecord_WritesTheTableInItsOrder()
    {
        const string Record = """{"eventVersion":"1.08","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/ann","accountId":"111122223333","accessKeyId":"AKIA1","userName":"ann","sessionContext":{"attributes":{"creationDate":"2023-07-10T12:00:00Z","mfaAuthenticated":"true"}}},"eventTime":"2023-07-10T12:34:56Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","awsRegion":"us-east-1","sourceIPAddress":"192.0.2.1","userAgent":"aws-cli","errorCode":"AccessDenied","requestParameters":null,"responseElements":null,"readOnly":true,"resources":[{"ARN":"arn:aws:s3:::b","accountId":"1","type":"AWS::S3::Bucket"}],"eventType":"AwsApiCall","eventCategory":"Data","recipientAccountId":"444455556666"}""";

        Adjusted.Answer(Record, out var written).Should().Be(ProcessorAnswer.Pass);

        written.Should().Be($$"""{"@timestamp":1688992496000,"@type":"event","@parser":"AWSCloudTrail_Adjustments","@parserVersion":"1.0","@event_type":"cloudtrail","@eventType":"AWSCloudTrail","@source":"s3://trail/{{Adjusted.Key}}","@id":"607b6c1089fb68e3b297a86c00000007","@tags":["CloudTrail","Data","Error"],"@fields":{"accountId":"444455556666","region":"us-east-1","service":"s3","action":"GetObject","outcome":"failure","errorCode":"AccessDenied","userType":"IAMUser","userName":"ann","userArn":"arn:aws:iam::111122223333:user/ann","accessKeyId":"AKIA1","sourceIp":"192.0.2.1","userAgent":"aws-cli","mfa":true,"readOnly":true,"resources":["arn:aws:s3:::b"]},"@cloudtrail":{{Record}}}""");
    }

    [Theory]
    [InlineData("""{"eventVersion":"1.0","eventSource":"s3.amazonaws.com"}""")]
    [InlineData("""{"eventName":"GetObject","eventVersion":"1.11"}""")]
    [InlineData("""{"eventCategory":"Insight","eventVersion":"1.07"}""")]
    [InlineData("""{"eventType":"AwsApiCall","eventVersion":"10.123"}""")]
    [InlineData("""{"\u0065ventVersion":"1.08","eventName":"x","eventSource":null,"eventType":7}""")]
    public void Adjustments_LeastOfARecord_IsTaken(string record)
    {
        Adjusted.Answer(record, out var written).Should().Be(ProcessorAnswer.Pass);
        written.Should().EndWith($"\"@cloudtrail\":{record}}}");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("1.08")]
    [InlineData("\"eventVersion\"")]
    [InlineData("""{"eventVersion":"1.08"}""")]
    [InlineData("""{"eventVersion":"1.08","eventName":1,"eventSource":null,"eventType":{},"eventCategory":[]}""")]
    [InlineData("""{"eventVersion":1.08,"eventName":"x"}""")]
    [InlineData("""{"eventVersion":"1","eventName":"x"}""")]
    [InlineData("""{"eventVersion":"1.","eventName":"x"}""")]
    [InlineData("""{"eventVersion":".1","eventName":"x"}""")]
    [InlineData("""{"eventVersion":"1.1.1","eventName":"x"}""")]
    [InlineData("""{"eventVersion":"","eventName":"x"}""")]
    [InlineData("""{"eventVersion":null,"eventName":"x"}""")]
    [InlineData("""{"eventName":"x","eventSource":"s3.amazonaws.com","eventTime":"2023-07-10T12:34:56Z"}""")]
    [InlineData("""{"detail":{"eventVersion":"1.08","eventName":"x"}}""")]
    [InlineData("""{"EventVersion":"1.08","EventName":"x"}""")]
    [InlineData("""{"awsAccountId":"111122223333","digestStartTime":"2023-07-10T12:00:00Z","logFiles":[]}""")]
    [InlineData("""{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"us-east-1","eventTime":"2023-07-10T12:00:00Z","eventName":"ObjectCreated:Put"}""")]
    public void Adjustments_NoCloudTrailRecord_AbortsAndEditsNothing(string record)
    {
        Adjusted.Answer(record, out var written).Should().Be(ProcessorAnswer.Abort);
        written.Should().Be(record);
    }

    [Theory]
    [InlineData("requestParameters")]
    [InlineData("responseElements")]
    [InlineData("additionalEventData")]
    [InlineData("serviceEventDetails")]
    public void Adjustments_FieldThatIsNoObject_IsWrapped(string name)
    {
        foreach (var value in (string[])["\"{ no json\"", "\"\"", "1371.0", "1.688560107857E9", "true", "false", "[]", "[ {\"a\":1} ]"])
        {
            Adjusted.Answer($$"""{"eventVersion":"1.08","eventName":"x","{{name}}" : {{value}},"z":[1]}""", out var written);

            written.Should().EndWith($$$""","@cloudtrail":{"eventVersion":"1.08","eventName":"x","{{{name}}}" : {"value":{{{value}}}},"z":[1]}}""");
        }
    }

    [Theory]
    [InlineData("requestParameters")]
    [InlineData("responseElements")]
    [InlineData("additionalEventData")]
    [InlineData("serviceEventDetails")]
    public void Adjustments_FieldThatIsObjectOrNull_StaysAsItIs(string name)
    {
        foreach (var value in (string[])["null", "{}", "{ \"value\" : 1 }"])
        {
            var record = $$"""{"eventVersion":"1.08","eventName":"x","{{name}}":{{value}}}""";

            Adjusted.Answer(record, out var written);

            written.Should().EndWith($"\"@cloudtrail\":{record}}}");
        }
    }

    [Fact]
    public void Adjustments_AllFourFieldsInAnyOrder_AreWrappedInPlace()
    {
        Adjusted.Answer("""{"serviceEventDetails":"s","eventVersion":"1.08","responseElements":[1],"eventName":"x","requestParameters":true,"additionalEventData":-0.0}""", out var written);

        written.Should().EndWith(""","@cloudtrail":{"serviceEventDetails":{"value":"s"},"eventVersion":"1.08","responseElements":{"value":[1]},"eventName":"x","requestParameters":{"value":true},"additionalEventData":{"value":-0.0}}}""");
    }

    [Theory]
    [InlineData("\"Tag\":1,\"tag\":\"x\"")]
    [InlineData("\"a\":1371.0,\"b\":1.688560107857E9,\"c\":1E400,\"d\":12345678901234567890123")]
    [InlineData("\"a\":\"\\u0041\\/\",\"\\u0061\":2")]
    [InlineData("\"a\":\"\\ud800\",\"\\udfff\":{\"\\ud800\":1}")]
    [InlineData("\"a\":1,\"a\":{\"b\":1,\"b\":2}")]
    [InlineData("\"a\" :\t[ ] , \"b\":\"{\\\"c\\\":\"")]
    [InlineData("\"requestParameters\":{\"requestParameters\":\"x\"},\"x\":{\"responseElements\":[1]}")]
    public void Adjustments_Quirks_StayByteForByte(string members)
    {
        var record = $$"""{"eventVersion":"1.08","eventName":"x",{{members}}}""";

        Adjusted.Answer(record, out var written).Should().Be(ProcessorAnswer.Pass);

        written.Should().EndWith($",\"@cloudtrail\":{record}}}");
    }

    [Fact]
    public void Adjustments_RunTwiceOnOneRecord_GiveTheSameOutput()
    {
        using var batch = SomeBatch.Of("""{"eventVersion":"1.08","eventName":"x","requestParameters":"text"}""");
        new CloudTrailAdjustments().Process(batch[0]);
        var once = batch[0].Written();

        new CloudTrailAdjustments().Process(batch[0]);

        batch[0].Written().Should().Be(once);
    }

    [Fact]
    public void Adjustments_SourceThatNeedsEscapes_IsEscaped()
    {
        var origin = new ObjectReference("file", "x") { Uri = "C:\\logs\\\"naïve\".json" };

        ((string?)Adjusted.With("", origin)["@source"]).Should().Be(origin.Uri);
    }

    [Fact]
    public void Adjustments_DepthBeyondTheDefaultOfReaders_IsTaken()
    {
        var deep = new string('[', 200) + new string(']', 200);

        Adjusted.Answer($$"""{"eventVersion":"1.08","eventName":"x","requestParameters":{{deep}},"resources":[{{deep}}]}""", out var written).Should().Be(ProcessorAnswer.Pass);

        written.Should().Contain($$"""{"value":{{deep}}}""");
    }
}
