using Fluency.Ingest.Diagnostics;
using Fluency.Ingest.Diagnostics.Flow;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Diagnostics;

public sealed class FlowMeterTests
{
    static readonly DateTimeOffset Began = new(2026, 1, 2, 0, 0, 0, TimeSpan.Zero);

    readonly FlowMeter _meter = new(TimeSpan.FromMinutes(5));

    [Fact]
    public void Rate_SinceTheBeginning_IsOverTheTimeThatHasPassed()
    {
        _meter.Add(Began, 30, 3000);

        _meter.Rate(Began, Began).Should().Be(new FlowRate(30, 3000), "a moment counts as a second");
        _meter.Rate(Began.AddSeconds(10), Began).Should().Be(new FlowRate(3, 300));
    }

    [Fact]
    public void Rate_OfASteadyFlow_IsSteady()
    {
        var now = Began;
        for (var second = 0; second < 900; second++)
        {
            now = Began.AddSeconds(second);
            _meter.Add(now, 7, 70);
        }

        _meter.Rate(now, Began).RecordsPerSecond.Should().BeApproximately(7, 0.1);
        _meter.Records.Should().Be(900 * 7);
    }

    [Fact]
    public void Rate_AfterTheWindow_IsNothing()
    {
        _meter.Add(Began, 100);

        _meter.Rate(Began.AddMinutes(4.8), Began).RecordsPerSecond.Should().BePositive();
        _meter.Rate(Began.AddMinutes(5), Began).Should().Be(new FlowRate(0, 0));
        _meter.Records.Should().Be(100);
    }

    [Fact]
    public void Rate_ClockSetBack_ForgetsNothingAndThrowsNothing()
    {
        _meter.Add(Began, 100);
        _meter.Add(Began.AddHours(-1), 100);

        _meter.Records.Should().Be(200);
        _meter.Rate(Began.AddHours(-1), Began).RecordsPerSecond.Should().Be(200);
    }
}
