using Fluency.Ingest.Routing;
using Fluency.Ingest.Tests.Abstractions;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Routing;

public sealed class RouterTests
{
    static readonly RecordSelector Never = _ => false;
    static readonly RecordSelector Always = _ => true;

    [Fact]
    public void Router_SeveralSelectors_AnswersTheFirstThatTakesTheRecord() =>
        new Router([Never, Always, Always]).Next(SomeBatch.OfOne("{}"), -1).Should().Be(1);

    [Fact]
    public void Router_AfterARoute_AnswersALaterOne() =>
        new Router([Always, Never, Always]).Next(SomeBatch.OfOne("{}"), 0).Should().Be(2);

    [Fact]
    public void Router_NoSelector_TakesEveryRecord() =>
        new Router([Never, null]).Next(SomeBatch.OfOne("{}"), -1).Should().Be(1);

    [Fact]
    public void Router_NothingMatches_AnswersNone() =>
        new Router([Never, Never]).Next(SomeBatch.OfOne("{}"), -1).Should().Be(-1);

    [Fact]
    public void Router_AfterTheLastRoute_AnswersNone() =>
        new Router([Always, Always]).Next(SomeBatch.OfOne("{}"), 1).Should().Be(-1);

    [Fact]
    public void Router_NoRoutes_AnswersNone() =>
        new Router([]).Next(SomeBatch.OfOne("{}"), -1).Should().Be(-1);

    [Fact]
    public void Router_SelectorByField_ReadsTheRecord()
    {
        var region = RecordPath.Parse("awsRegion");
        var router = new Router([record => record.TryGet(region, out var value) && value.TextEquals("eu-west-1"u8)]);

        router.Next(SomeBatch.OfOne("""{"awsRegion":"eu-west-1"}"""), -1).Should().Be(0);
        router.Next(SomeBatch.OfOne("""{"awsRegion":"eu-west-2"}"""), -1).Should().Be(-1);
    }

    [Fact]
    public void Router_SelectorsChangedAfterwards_KeepsThoseItWasGiven()
    {
        List<RecordSelector?> selectors = [Always];
        var router = new Router(selectors);

        selectors[0] = Never;

        router.Next(SomeBatch.OfOne("{}"), -1).Should().Be(0);
    }

    [Fact]
    public void Router_MatchAll_IsOffByDefault()
    {
        new Router([]).MatchAll.Should().BeFalse();
        new Router([], matchAll: true).MatchAll.Should().BeTrue();
    }
}
