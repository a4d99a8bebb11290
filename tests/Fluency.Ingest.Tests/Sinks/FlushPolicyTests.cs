using Fluency.Ingest.Sinks;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Sinks;

public sealed class FlushPolicyTests
{
    static readonly FlushPolicy Policy = new(MaxRecords: 1024, MaxBytes: 1_000_000, MaxWait: TimeSpan.FromSeconds(1));

    [Fact]
    public void WaitFor_NothingUpstream_WritesNow() => Policy.WaitFor(1, 10, TimeSpan.Zero, moreIsComing: false).Should().Be(TimeSpan.Zero);

    [Fact]
    public void WaitFor_MoreIsComing_WaitsWhatIsLeftOfTheInterval() =>
        Policy.WaitFor(1, 10, TimeSpan.FromMilliseconds(300), moreIsComing: true).Should().Be(TimeSpan.FromMilliseconds(700));

    [Theory]
    [InlineData(1024, 10, 0)]
    [InlineData(1, 1_000_000, 0)]
    [InlineData(1, 10, 1000)]
    public void WaitFor_ACeilingIsReached_WritesNow(int records, int bytes, int milliseconds) =>
        Policy.WaitFor(records, bytes, TimeSpan.FromMilliseconds(milliseconds), moreIsComing: true).Should().Be(TimeSpan.Zero);
}
