using System.Net;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using Fluency.Ingest.Deliveries;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Deliveries;

public sealed class SqsFailuresTests
{
    const string Url = "https://sqs.us-east-1.amazonaws.com/1/trail";

    [Theory]
    [InlineData("ReceiptHandleIsInvalid", true, nameof(SqsOutcome.Gone))]
    [InlineData("com.amazonaws.sqs#ReceiptHandleIsInvalid", true, nameof(SqsOutcome.Gone))]
    [InlineData("AWS.SimpleQueueService.MessageNotInflight", true, nameof(SqsOutcome.Gone))]
    [InlineData("InvalidParameterValue", true, nameof(SqsOutcome.Gone))]
    [InlineData("AccessDenied", true, nameof(SqsOutcome.Denied))]
    [InlineData("InternalError", false, nameof(SqsOutcome.Retry))]
    [InlineData("RequestThrottled", true, nameof(SqsOutcome.Retry))]
    [InlineData("com.amazon.coral.availability#ThrottlingException", true, nameof(SqsOutcome.Retry))]
    [InlineData("KmsThrottled", true, nameof(SqsOutcome.Retry))]
    [InlineData("OverLimit", true, nameof(SqsOutcome.Retry))]
    [InlineData("ServiceUnavailable", null, nameof(SqsOutcome.Retry))]
    [InlineData("Whatever", true, nameof(SqsOutcome.Refused))]
    [InlineData(null, null, nameof(SqsOutcome.Retry))]
    public void OutcomeOf_FailedEntry_IsAsTheTableSays(string? code, bool? senderFault, string expected) =>
        SqsFailures.OutcomeOf(new BatchResultErrorEntry { Code = code, SenderFault = senderFault }).ToString().Should().Be(expected);

    [Theory]
    [InlineData("AccessDenied", nameof(SqsOutcome.Denied))]
    [InlineData("RequestThrottled", nameof(SqsOutcome.Retry))]
    [InlineData("ExpiredToken", nameof(SqsOutcome.Retry))]
    [InlineData("QueueDoesNotExist", nameof(SqsOutcome.Retry))]
    [InlineData(null, nameof(SqsOutcome.Retry))]
    public void OutcomeOf_FailedCall_IsAsTheTableSays(string? code, string expected) =>
        SqsFailures.OutcomeOf(Failure(code)).ToString().Should().Be(expected);

    public static TheoryData<Exception> Transports => [new HttpRequestException(), new IOException(), new TimeoutException(), new TaskCanceledException()];

    [Theory]
    [MemberData(nameof(Transports))]
    public void Transport_Failed_MayPass(Exception exception)
    {
        SqsFailures.OutcomeOf(exception).Should().Be(SqsOutcome.Retry);
        SqsFailures.WhatToMend(exception, Url).Should().BeNull();
    }

    [Theory]
    [InlineData("QueueDoesNotExist", FailureCause.ContainerMissing)]
    [InlineData("AWS.SimpleQueueService.NonExistentQueue", FailureCause.ContainerMissing)]
    [InlineData("AccessDenied", FailureCause.AccessDenied)]
    [InlineData("AccessDeniedException", FailureCause.AccessDenied)]
    [InlineData("InvalidClientTokenId", FailureCause.AccessDenied)]
    [InlineData("SignatureDoesNotMatch", FailureCause.AccessDenied)]
    [InlineData("KmsAccessDenied", FailureCause.KeyAccessDenied)]
    [InlineData("KmsDisabled", FailureCause.KeyAccessDenied)]
    public void WhatToMend_OnlyTheOwnerCan_NamesTheQueueAndTheCure(string code, FailureCause expected)
    {
        var toMend = SqsFailures.WhatToMend(Failure(code), Url)!;

        toMend.Cause.Should().Be(expected);
        toMend.Message.Should().Contain(Url).And.MatchRegex("Grant|Check");
    }

    [Theory]
    [InlineData("RequestThrottled")]
    [InlineData("KmsThrottled")]
    [InlineData("OverLimit")]
    [InlineData("InternalError")]
    [InlineData(null)]
    public void WhatToMend_MayPass_IsNothing(string? code) => SqsFailures.WhatToMend(Failure(code), Url).Should().BeNull();

    [Fact]
    public void WhatToMend_NoCredentialsFound_IsToldSo() =>
        SqsFailures.WhatToMend(new AmazonClientException("No credentials."), Url)!.Cause.Should().Be(FailureCause.AccessDenied);

    public static TheoryData<Exception, bool> Receives => new()
    {
        { new AmazonSQSException("MD5 hash mismatch"), true },
        { new AmazonUnmarshallingException("id", "path", new IOException()), true },
        { new IOException("cut"), true },
        { new HttpRequestException(HttpRequestError.ResponseEnded), true },
        { new TaskCanceledException("timed out"), true },
        { new HttpRequestException(HttpRequestError.ConnectionError), false },
        { new HttpRequestException(HttpRequestError.NameResolutionError), false },
        { Failure("InternalError"), false },
    };

    [Theory]
    [MemberData(nameof(Receives))]
    public void MayHaveHandedOut_OnlyIfAnAnswerMayHaveBeenLost(Exception exception, bool expected) =>
        SqsFailures.MayHaveHandedOut(exception).Should().Be(expected);

    static AmazonSQSException Failure(string? code) =>
        new("It failed.", new IOException(), ErrorType.Unknown, code, "request", code is null ? 0 : HttpStatusCode.BadRequest);
}
