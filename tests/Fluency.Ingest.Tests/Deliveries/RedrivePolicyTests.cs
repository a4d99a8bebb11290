using Fluency.Ingest.Deliveries;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Deliveries;

public sealed class RedrivePolicyTests
{
    // SQS writes the number as it was given: both ways are about.
    [Theory]
    [InlineData("""{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:111122223333:dead","maxReceiveCount":5}""")]
    [InlineData("""{"maxReceiveCount":"5","deadLetterTargetArn":"arn:aws:sqs:us-east-1:111122223333:dead"}""")]
    public void Parse_APolicyOfSqs_IsRead(string policy) =>
        RedrivePolicy.Parse(policy).Should().Be(new RedrivePolicy("arn:aws:sqs:us-east-1:111122223333:dead", 5));

    // What is rejected would be left to it, and come again for ever.
    [Theory]
    [InlineData("""{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:111122223333:dead"}""")]
    [InlineData("""{"maxReceiveCount":5}""")]
    [InlineData("""{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:111122223333:dead","maxReceiveCount":"often"}""")]
    [InlineData("""["deadLetterTargetArn","maxReceiveCount"]""")]
    [InlineData("deadLetterTargetArn")]
    [InlineData("")]
    public void Parse_OneByWhichNothingIsMoved_IsNone(string policy) => RedrivePolicy.Parse(policy).Should().BeNull();
}
