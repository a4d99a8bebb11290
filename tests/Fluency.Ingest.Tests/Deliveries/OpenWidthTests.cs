using Fluency.Ingest.Deliveries;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Deliveries;

/// <summary>The number of open objects against a store and a processor that are computed: what it settles at, how soon, and what it gets through.</summary>
public sealed class OpenWidthTests
{
    [Theory]
    [InlineData(0.001, 1)]
    [InlineData(0.005, 1)]
    [InlineData(0.030, 1)]
    [InlineData(0.100, 1)]
    [InlineData(0.001, 2)]
    [InlineData(0.005, 2)]
    [InlineData(0.030, 2)]
    public void OpenWidth_AnyRequestTime_KeepsTheProcessorsBusy(double requestSeconds, int processors)
    {
        foreach (var seed in Enumerable.Range(0, 10))
        {
            var store = new ComputedStore(seed) { RequestSeconds = _ => requestSeconds, Processors = processors };
            store.Run(10_000);
            var share = store.Run(20_000);

            share.Should().BeGreaterThan(0.85, "that share of the processors' time is used (seed {0})", seed);
        }
    }

    [Theory]
    [InlineData(0.001, 100)]
    [InlineData(0.030, 350)]
    public void OpenWidth_NoMoreIsGained_DoesNotGrowWithoutEnd(double requestSeconds, int most)
    {
        var store = new ComputedStore(seed: 1) { RequestSeconds = _ => requestSeconds };
        store.Run(20_000);

        store.Width.Should().BeLessThan(most);
    }

    [Fact]
    public void OpenWidth_FewLargeAmongManySmall_KeepsTheProcessorBusy()
    {
        var store = new ComputedStore(seed: 1) { RequestSeconds = _ => 0.03, LargeShare = 0.02 };
        store.Run(10_000);

        store.Run(20_000).Should().BeGreaterThan(0.8);
    }

    [Theory]
    [InlineData(0.005, 0.100)]
    [InlineData(0.100, 0.005)]
    public void OpenWidth_StoreBecomesSlowerOrFaster_FollowsIt(double before, double after)
    {
        var store = new ComputedStore(seed: 1) { RequestSeconds = seconds => seconds < 10 ? before : after };
        while (store.Seconds < 12)
        {
            store.Run(100);
        }

        store.Run(10_000);
        store.Run(20_000).Should().BeGreaterThan(0.85);
    }

    [Fact]
    public void OpenWidth_NobodyWaits_StaysAsItIs()
    {
        var width = new OpenWidth(512);

        for (var i = 0; i < 10_000; i++)
        {
            width.Learn(width.Epoch, 0.1);
        }

        width.Value.Should().Be(32);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(100)]
    public void OpenWidth_Limit_IsNeverPassed(int max)
    {
        var width = new OpenWidth(max);

        for (var i = 0; i < 10_000; i++)
        {
            width.Wanted();
            width.Learn(width.Epoch, 0.1);
            width.Value.Should().BeInRange(1, max);
        }
    }

    [Fact]
    public void OpenWidth_OpenedUnderAnotherNumber_SaysNothing()
    {
        var width = new OpenWidth(512);
        width.Wanted();
        for (var i = 0; i < 128; i++)
        {
            width.Learn(0, 0.1);
        }

        (width.Value, width.Epoch).Should().Be((64, 1));
        for (var i = 0; i < 10_000; i++)
        {
            width.Wanted();
            width.Learn(0, 0.1);
        }

        (width.Value, width.Epoch).Should().Be((64, 1));
    }

    [Fact]
    public void OpenWidth_Throttled_IsHalvedOnceAndGrowsInSmallStepsThen()
    {
        var width = new OpenWidth(512);
        width.SlowDown(0);
        width.SlowDown(0);
        width.Value.Should().Be(16);
        width.Wanted();
        for (var i = 0; i < 128; i++)
        {
            width.Learn(width.Epoch, 0.1);
        }

        width.Value.Should().Be(20);
    }
}
