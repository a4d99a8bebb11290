using Fluency.Ingest.Testing.Conformance;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Conformance;

/// <summary>The library's own sinks keep the rules that it gives to others.</summary>
public sealed class SinkConformanceTests
{
    public static TheoryData<string> Rules { get; } = [.. SinkRules.All.Select(static rule => rule.Name)];

    [Theory]
    [MemberData(nameof(Rules))]
    public Task FileSink_EveryRule_Keeps(string rule) => CheckAsync(rule, new FileSinkUnderTest(new()));

    [Theory]
    [MemberData(nameof(Rules))]
    public Task FileSinkThatCompletesFiles_EveryRule_Keeps(string rule) =>
        CheckAsync(rule, new FileSinkUnderTest(new() { MaxFileBytes = 64 }));

    [Theory]
    [MemberData(nameof(Rules))]
    public Task ConsoleSink_EveryRule_Keeps(string rule) => CheckAsync(rule, new ConsoleSinkUnderTest());

    [Theory]
    [MemberData(nameof(Rules))]
    public Task ChannelWriterSink_EveryRule_Keeps(string rule) => CheckAsync(rule, new ChannelWriterSinkUnderTest());

    [Theory]
    [MemberData(nameof(Rules))]
    public Task SinkRules_SinkWithoutFlaws_SayNothing(string rule) => CheckAsync(rule, new FlawedSink(Flaw.None));

    [Fact]
    public async Task SinkRules_SinkWithFlaws_NamesEachBrokenRule()
    {
        var check = () => SinkRules.CheckAllAsync(static () => new FlawedSink(Flaw.LosesTheLast), TestContext.Current.CancellationToken);

        (await check.Should().ThrowAsync<SinkConformanceException>()).Which.Message
            .Should().Contain("Whole: 24 records were written and 23 are stored").And.Contain("Order: ").And.NotContain("Untouched: ");
    }

    [Theory]
    [InlineData(Flaw.LosesTheLast, "Whole")]
    [InlineData(Flaw.ReadsNumbers, "Whole")]
    [InlineData(Flaw.LeavesOutEdits, "Whole")]
    [InlineData(Flaw.Reverses, "Order")]
    [InlineData(Flaw.StoresLater, "Durable")]
    [InlineData(Flaw.KeepsTheBatch, "Lent")]
    [InlineData(Flaw.DisposesTheBatch, "Untouched")]
    [InlineData(Flaw.CutsBatches, "Huge")]
    [InlineData(Flaw.CutsRecords, "Huge")]
    [InlineData(Flaw.CannotDoTwoThings, "Together")]
    [InlineData(Flaw.TakesCancelledForWritten, "Cancelled before")]
    [InlineData(Flaw.TearsWhenCancelled, "Cancelled")]
    [InlineData(Flaw.BreaksWhenCancelled, "Cancelled")]
    [InlineData(Flaw.SwallowsFailures, "Failure told")]
    [InlineData(Flaw.NamesTooFew, "Failure told")]
    [InlineData(Flaw.StaysBroken, "Failure mended")]
    [InlineData(Flaw.TakesRecordsWhenDisposed, "Disposed")]
    [InlineData(Flaw.EmptiesTheStore, "Anew")]
    public async Task SinkRules_SinkWithOneFlaw_RuleSaysSo(Flaw flaw, string rule)
    {
        var check = () => CheckAsync(rule, new FlawedSink(flaw));

        (await check.Should().ThrowAsync<SinkConformanceException>()).Which.Message.Should().StartWith(rule + ": ");
    }

    static async Task CheckAsync(string name, SinkUnderTest sink)
    {
        await using (sink)
        {
            await SinkRules.All.Single(rule => rule.Name == name).CheckAsync(sink, TestContext.Current.CancellationToken);
        }
    }
}
