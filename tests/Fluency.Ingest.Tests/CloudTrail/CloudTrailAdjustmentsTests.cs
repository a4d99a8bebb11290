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
}
