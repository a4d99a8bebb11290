using FluentAssertions;
using Xunit;
using static Fluency.Ingest.Tests.CloudTrail.Adjusted;

namespace Fluency.Ingest.Tests.CloudTrail;

public sealed class CloudTrailTagsTests
{
    [Theory]
    [InlineData("", "CloudTrail")]
    [InlineData("\"eventCategory\":\"Management\"", "CloudTrail")]
    [InlineData("\"eventCategory\":\"Insight\"", "CloudTrail,Insight")]
    [InlineData("\"eventType\":\"AwsCloudTrailInsight\"", "CloudTrail,Insight")]
    [InlineData("\"eventCategory\":\"Aggregated\"", "CloudTrail,Aggregated")]
    [InlineData("\"eventType\":\"AwsAggregatedEvent\"", "CloudTrail,Aggregated")]
    [InlineData("\"eventCategory\":\"NetworkActivity\",\"managementEvent\":false", "CloudTrail,NetworkActivity")]
    [InlineData("\"eventType\":\"AwsVpceEvents\"", "CloudTrail,NetworkActivity")]
    [InlineData("\"eventType\":\"AwsVpceEvent\"", "CloudTrail,NetworkActivity")]
    [InlineData("\"eventCategory\":\"Data\",\"managementEvent\":false", "CloudTrail,Data")]
    [InlineData("\"managementEvent\":false", "CloudTrail,Data")]
    [InlineData("\"managementEvent\":true", "CloudTrail")]
    [InlineData("\"errorCode\":\"x\"", "CloudTrail,Error")]
    [InlineData("\"userIdentity\":{\"type\":\"Root\"}", "CloudTrail,Root")]
    [InlineData("\"userIdentity\":{\"type\":\"root\",\"userName\":\"Root\"}", "CloudTrail")]
    [InlineData("\"eventName\":\"ConsoleLogin\"", "CloudTrail,ConsoleLogin")]
    [InlineData("\"eventName\":\"ConsoleLogin\",\"userIdentity\":{\"type\":\"Root\"},\"responseElements\":{\"ConsoleLogin\":\"Failure\"}", "CloudTrail,Error,Root,ConsoleLogin")]
    [InlineData("\"eventCategory\":\"Data\",\"eventName\":\"ConsoleLogin\",\"userIdentity\":{\"type\":\"Root\"},\"errorCode\":\"x\"", "CloudTrail,Data,Error,Root,ConsoleLogin")]
    public void Tags_WhatApplies_StandsInTheOrderOfTheTable(string members, string expected) => TagsWith(members).Should().Equal(expected.Split(','));

    [Fact]
    public void Tags_AllThatCanMeet_FitTheirRoom() =>
        TagsWith("\"eventCategory\":\"NetworkActivity\",\"eventType\":\"AwsAggregatedEvent\",\"eventName\":\"ConsoleLogin\",\"userIdentity\":{\"type\":\"Root\"},\"errorCode\":\"x\"")
            .Should().Equal("CloudTrail", "Aggregated", "NetworkActivity", "Root", "ConsoleLogin");
}
