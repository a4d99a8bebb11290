using Fluency.Ingest.DependencyInjection;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.DependencyInjection;

public sealed class NearestNameTests
{
    static readonly string[] Known = ["QueueUrl", "Region", "VisibilityTimeout", "Sinks"];

    [Theory]
    [InlineData("QueuUrl", "QueueUrl")]
    [InlineData("queueurl", "QueueUrl")]
    [InlineData("Regoin", "Region")]
    [InlineData("VisibilityTimeOutt", "VisibilityTimeout")]
    [InlineData("Sink", "Sinks")]
    public void NearestName_SlipOfThePen_FindsWhatWasMeant(string written, string meant) => NearestName.Of(written, Known).Should().Be(meant);

    [Theory]
    [InlineData("Frobnicate")]
    [InlineData("Url")]
    [InlineData("")]
    public void NearestName_AnotherWord_FindsNothing(string written) => NearestName.Of(written, Known).Should().BeNull();

    [Fact]
    public void NearestName_NothingKnown_FindsNothing() => NearestName.Of("x", []).Should().BeNull();
}
