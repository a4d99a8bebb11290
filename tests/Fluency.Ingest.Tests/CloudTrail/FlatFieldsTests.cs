using FluentAssertions;
using Xunit;
using static Fluency.Ingest.Tests.CloudTrail.Adjusted;

namespace Fluency.Ingest.Tests.CloudTrail;

public sealed class FlatFieldsTests
{
    [Theory]
    [InlineData("accountId", "\"recipientAccountId\":\"1\",\"userIdentity\":{\"accountId\":\"2\"}", "\"1\"")]
    [InlineData("accountId", "\"recipientAccountId\":\"\",\"userIdentity\":{\"accountId\":\"2\"},\"accountId\":\"3\"", "\"2\"")]
    [InlineData("accountId", "\"recipientAccountId\":1,\"accountId\":\"3\"", "\"3\"")]
    [InlineData("region", "\"awsRegion\":\"us-gov-west-1\"", "\"us-gov-west-1\"")]
    [InlineData("service", "\"eventSource\":\"s3.amazonaws.com\"", "\"s3\"")]
    [InlineData("service", "\"eventSource\":\"ec2.amazonaws.com.cn\"", "\"ec2\"")]
    [InlineData("service", "\"eventSource\":\"s3\\u002eamazonaws.com\"", "\"s3\"")]
    [InlineData("service", "\"eventSource\":\"my.app\"", "\"my.app\"")]
    [InlineData("service", "\"eventSource\":\"app.cn\"", "\"app.cn\"")]
    [InlineData("service", "\"eventSource\":\".amazonaws.com\"", "\".amazonaws.com\"")]
    [InlineData("service", "\"eventSource\":\"a\\\"b.amazonaws.com\"", "\"a\\u0022b.amazonaws.com\"")]
    [InlineData("service", "\"insightDetails\":{\"eventSource\":\"ssm.amazonaws.com\"}", "\"ssm\"")]
    [InlineData("service", "\"insightEventSource\":\"ssm.amazonaws.com\"", "\"ssm\"")]
    [InlineData("action", "\"eventName\":\"GetObject\"", "\"GetObject\"")]
    [InlineData("action", "\"insightDetails\":{\"eventName\":\"UpdateInstance\"}", "\"UpdateInstance\"")]
    [InlineData("action", "\"insightEventName\":\"UpdateInstance\"", "\"UpdateInstance\"")]
    [InlineData("errorCode", "\"errorCode\":\"AccessDenied\"", "\"AccessDenied\"")]
    [InlineData("errorCode", "\"insightDetails\":{\"errorCode\":\"AccessDenied\"}", "\"AccessDenied\"")]
    [InlineData("errorCode", "\"insightErrorCode\":\"AccessDenied\"", "\"AccessDenied\"")]
    [InlineData("userType", "\"userIdentity\":{\"type\":\"IAMUser\"}", "\"IAMUser\"")]
    [InlineData("userName", "\"userIdentity\":{\"userName\":\"ann\",\"sessionContext\":{\"sessionIssuer\":{\"userName\":\"role\"}}}", "\"ann\"")]
    [InlineData("userName", "\"userIdentity\":{\"sessionContext\":{\"sessionIssuer\":{\"userName\":\"role\"}}}", "\"role\"")]
    [InlineData("userArn", "\"userIdentity\":{\"arn\":\"arn:aws:iam::1:user/ann\"}", "\"arn:aws:iam::1:user/ann\"")]
    [InlineData("accessKeyId", "\"userIdentity\":{\"accessKeyId\":\"AKIA\"}", "\"AKIA\"")]
    [InlineData("userAgent", "\"userAgent\":\"[aws-cli \\u00e4]\"", "\"[aws-cli \\u00E4]\"")]
    public void Text_WhereTheRecordHasIt_IsTaken(string name, string members, string expected) => FieldWith(name, members)!.ToJsonString().Should().Be(expected);

    [Theory]
    [InlineData("accountId", "\"recipientAccountId\":12")]
    [InlineData("region", "\"awsRegion\":null")]
    [InlineData("region", "\"awsRegion\":\"\"")]
    [InlineData("region", "\"awsRegion\":\"\\ud800\"")]
    [InlineData("service", "\"eventSource\":[]")]
    [InlineData("action", "\"eventName\":{}")]
    [InlineData("errorCode", "\"errorCode\":403")]
    [InlineData("userType", "\"userIdentity\":null")]
    [InlineData("userType", "\"userIdentity\":\"Root\"")]
    [InlineData("userName", "\"userIdentity\":[{\"userName\":\"ann\"}]")]
    [InlineData("userName", "\"userIdentity\":{\"principalId\":\"AROA:session\"}")]
    [InlineData("userArn", "\"userIdentity\":{\"arn\":false}")]
    [InlineData("accessKeyId", "\"userIdentity\":{\"accessKeyId\":\"\"}")]
    [InlineData("userAgent", "\"userAgent\":{\"omitted\":true}")]
    [InlineData("mfa", "\"userIdentity\":{\"sessionContext\":{\"attributes\":{\"mfaAuthenticated\":\"maybe\"}}}")]
    [InlineData("mfa", "\"additionalEventData\":{\"MFAUsed\":true}")]
    [InlineData("readOnly", "\"readOnly\":null")]
    [InlineData("readOnly", "\"readOnly\":1")]
    [InlineData("resources", "\"resources\":[]")]
    [InlineData("resources", "\"resources\":{\"ARN\":\"a\"}")]
    [InlineData("resources", "\"resources\":[{\"ARNPrefix\":\"a\"},{\"ARN\":1},{\"ARN\":\"\"},\"arn:aws:s3:::b\",null,[{\"ARN\":\"x\"}]]")]
    public void Field_OfAnotherTypeOrEmpty_IsLeftOut(string name, string members) => With(members)["@fields"]!.AsObject().ContainsKey(name).Should().BeFalse();

    [Theory]
    [InlineData("\"eventName\":\"x\"", "success")]
    [InlineData("\"errorCode\":null,\"errorMessage\":null", "success")]
    [InlineData("\"errorCode\":\"\",\"errorMessage\":\"\"", "success")]
    [InlineData("\"errorCode\":\"AccessDenied\"", "failure")]
    [InlineData("\"errorCode\":403", "failure")]
    [InlineData("\"errorMessage\":\"Failed authentication\"", "failure")]
    [InlineData("\"responseElements\":{\"ConsoleLogin\":\"Failure\"}", "failure")]
    [InlineData("\"responseElements\":{\"ConsoleLogin\":\"Success\"}", "success")]
    [InlineData("\"responseElements\":{\"SwitchRole\":\"Failure\"}", "failure")]
    [InlineData("\"responseElements\":{\"CheckMfa\":\"Failure\"}", "failure")]
    [InlineData("\"requestParameters\":{\"ConsoleLogin\":\"Failure\"}", "success")]
    [InlineData("\"responseElements\":\"Failure\"", "success")]
    public void Outcome_OfACall_IsFailureWhereTheRecordSaysSo(string members, string expected)
    {
        ((string?)FieldWith("outcome", members)).Should().Be(expected);
        TagsWith(members).Contains("Error").Should().Be(expected == "failure");
    }

    [Theory]
    [InlineData("\"eventCategory\":\"Insight\",\"insightDetails\":{\"errorCode\":\"AccessDenied\"}")]
    [InlineData("\"eventCategory\":\"Aggregated\"")]
    public void Outcome_OfManyCalls_IsAbsent(string members)
    {
        FieldWith("outcome", members).Should().BeNull();
        TagsWith(members).Should().NotContain("Error");
    }

    [Theory]
    [InlineData("192.0.2.1")]
    [InlineData("0.0.0.0")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("2001:DB8::a:1")]
    [InlineData("1:2:3:4:5:6:7:8")]
    [InlineData("::ffff:192.0.2.1")]
    public void SourceIp_Address_IsTaken(string address)
    {
        var fields = With($"\"sourceIPAddress\":\"{address}\"")["@fields"]!.AsObject();

        ((string?)fields["sourceIp"]).Should().Be(address);
        fields.ContainsKey("sourceService").Should().BeFalse();
    }

    [Theory]
    [InlineData("AWS Internal")]
    [InlineData("AWS Internal/3")]
    [InlineData("secretsmanager.amazonaws.com")]
    [InlineData("dynamodb.application-autoscaling.amazonaws.com")]
    [InlineData("ec2.amazonaws.com.cn")]
    public void SourceService_NameOfAService_IsTaken(string name)
    {
        var fields = With($"\"sourceIPAddress\":\"{name}\"")["@fields"]!.AsObject();

        ((string?)fields["sourceService"]).Should().Be(name);
        fields.ContainsKey("sourceIp").Should().BeFalse();
    }

    [Theory]
    [InlineData("\"253.252.51.07\"")]
    [InlineData("\"256.1.1.1\"")]
    [InlineData("\"1.2.3\"")]
    [InlineData("\"1.2.3.4.5\"")]
    [InlineData("\"1.2.3.\"")]
    [InlineData("\".1.2.3\"")]
    [InlineData("\"1..2.3\"")]
    [InlineData("\"1.2.3.4 \"")]
    [InlineData("\"1.2.3.4:80\"")]
    [InlineData("\"0x1.2.3.4\"")]
    [InlineData("\"1234\"")]
    [InlineData("\"+1.2.3.4\"")]
    [InlineData("\"::ffff:192.0.2.07\"")]
    [InlineData("\"[::1]\"")]
    [InlineData("\"fe80::1%eth0\"")]
    [InlineData("\"1:2:3\"")]
    [InlineData("\":::\"")]
    [InlineData("\"12345::\"")]
    [InlineData("\"1::2::3\"")]
    [InlineData("\"...\"")]
    [InlineData("\"-\"")]
    [InlineData("\"\"")]
    [InlineData("\"XXXXXXXXXXX\"")]
    [InlineData("\"aws internal\"")]
    [InlineData("\".amazonaws.com\"")]
    [InlineData("\"a..com\"")]
    [InlineData("\"amazonaws.com.\"")]
    [InlineData("\"two words.com\"")]
    [InlineData("null")]
    [InlineData("3232235521")]
    [InlineData("[\"192.0.2.1\"]")]
    public void SourceIPAddress_Neither_IsInNoField(string json) =>
        With($"\"sourceIPAddress\":{json}")["@fields"]!.AsObject().Select(field => field.Key).Should().NotContain(["sourceIp", "sourceService"]);

    [Theory]
    [InlineData("\"userIdentity\":{\"sessionContext\":{\"attributes\":{\"mfaAuthenticated\":\"true\"}}}", true)]
    [InlineData("\"userIdentity\":{\"sessionContext\":{\"attributes\":{\"mfaAuthenticated\":\"False\"}}}", false)]
    [InlineData("\"userIdentity\":{\"sessionContext\":{\"attributes\":{\"mfaAuthenticated\":true}}}", true)]
    [InlineData("\"additionalEventData\":{\"MFAUsed\":\"Yes\"}", true)]
    [InlineData("\"additionalEventData\":{\"MFAUsed\":\"No\"}", false)]
    [InlineData("\"additionalEventData\":{\"MFAUsed\":\"Yes\"},\"userIdentity\":{\"sessionContext\":{\"attributes\":{\"mfaAuthenticated\":\"false\"}}}", true)]
    public void Mfa_InBothPlaces_IsABoolean(string members, bool expected) => ((bool?)FieldWith("mfa", members)).Should().Be(expected);

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData("\"true\"", true)]
    [InlineData("\"False\"", false)]
    public void ReadOnly_BooleanOrItsText_IsABoolean(string json, bool expected) => ((bool?)FieldWith("readOnly", $"\"readOnly\":{json}")).Should().Be(expected);

    [Fact]
    public void Resources_ThoseWithAnArn_AreTakenInTheirOrder() =>
        FieldWith("resources", """ "resources":[{"ARN":"arn:1","type":"t"},{"type":"t"},{"accountId":"1","arn":"arn:2"},{"arn":"no","ARN":"arn:\u0033"},7]""")!
            .AsArray().Select(arn => (string?)arn).Should().Equal("arn:1", "arn:2", "arn:3");

    [Theory]
    [InlineData("""{"dimension":"eventName","statistics":[{"name":"PutObject","value":1000}]}""", "PutObject")]
    [InlineData("""{"statistics":[{"value":1,"name":"PutObject"}],"dimension":"eventName"}""", "PutObject")]
    [InlineData("""{"dimension":"eventName","statistics":[{"name":"PutObject"},{"name":"GetObject"}]}""", null)]
    [InlineData("""{"dimension":"eventName","statistics":[{"name":"PutObject"},7]}""", null)]
    [InlineData("""{"dimension":"eventName","statistics":["PutObject"]}""", null)]
    [InlineData("""{"dimension":"eventName","statistics":[]}""", null)]
    [InlineData("""{"dimension":"eventName","statistics":{"name":"PutObject"}}""", null)]
    [InlineData("""{"dimension":"resourceARN","statistics":[{"name":"arn:aws:s3:::b"}]}""", null)]
    [InlineData("[]", null)]
    public void Action_OfAnAggregate_IsTheOnlyNameOfItsPrimaryDimension(string primaryDimension, string? expected) =>
        ((string?)FieldWith("action", "\"eventCategory\":\"Aggregated\",\"summary\":{\"primaryDimension\":" + primaryDimension + "}")).Should().Be(expected);

    [Fact]
    public void Fields_NothingKnown_IsAnEmptyObject() => With("\"eventCategory\":\"Insight\"")["@fields"]!.ToJsonString().Should().Be("{}");
}
