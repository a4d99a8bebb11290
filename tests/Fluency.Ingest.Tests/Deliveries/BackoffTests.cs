using CsCheck;
using Fluency.Ingest.Deliveries;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Deliveries;

public sealed class BackoffTests
{
    static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    static readonly TimeSpan Cap = TimeSpan.FromMinutes(15);

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 10)]
    [InlineData(5, 80)]
    public void After_MiddleOfTheJitter_Doubles(int attempt, double seconds) =>
        Backoff.After(attempt, First, Cap, 0.5).Should().Be(TimeSpan.FromSeconds(seconds));

    [Fact]
    public void After_AnyAttempt_IsPositiveAndNeverAboveTheCap() =>
        Gen.Select(Gen.Int[-5, int.MaxValue], Gen.Double[0, 1]).Sample(
            (attempt, random) => Backoff.After(attempt, First, Cap, random) is var delay && delay > TimeSpan.Zero && delay <= Cap);
}
