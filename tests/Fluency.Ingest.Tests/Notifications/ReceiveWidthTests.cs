using Fluency.Ingest.Notifications;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Notifications;

public sealed class ReceiveWidthTests
{
    readonly ReceiveWidth _width = new(max: 5);

    [Fact]
    public void Width_FullReceivesThatWereWaitedFor_DoubleUpToTheMost()
    {
        var widths = Enumerable.Range(0, 5).Select(_ => Learn(wasFull: true, wasAwaited: true));

        widths.Should().Equal([1, 2, 4, 5, 5], "a single full one may be all there is");
    }

    [Fact]
    public void Width_FullReceivesThatNobodyWaitedFor_Stays()
    {
        var widths = Enumerable.Range(0, 3).Select(_ => Learn(wasFull: true, wasAwaited: false));

        widths.Should().Equal(1, 1, 1);
    }

    [Fact]
    public void Width_FullReceiveAfterOneThatWasNot_Stays()
    {
        Learn(wasFull: false, wasAwaited: true);

        Learn(wasFull: true, wasAwaited: true).Should().Be(1);
    }

    [Fact]
    public void Width_ReceivesThatAreNotFull_HalvesDownToOne()
    {
        Grow(6);

        var widths = Enumerable.Range(0, 4).Select(i => Learn(wasFull: false, wasAwaited: i % 2 == 0));

        widths.Should().Equal(2, 1, 1, 1);
    }

    void Grow(int times)
    {
        for (var i = 0; i < times; i++)
        {
            Learn(wasFull: true, wasAwaited: true);
        }
    }

    int Learn(bool wasFull, bool wasAwaited)
    {
        _width.Learn(wasFull, wasAwaited);
        return _width.Value;
    }
}
