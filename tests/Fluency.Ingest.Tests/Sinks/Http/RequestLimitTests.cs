using Fluency.Ingest.Sinks.Http;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Sinks.Http;

public sealed class RequestLimitTests
{
    const int Most = 1_000_000;

    readonly RequestLimit _limit = new(Most);

    [Fact]
    public void Refused_Halves()
    {
        _limit.Refused(900_000).Should().BeTrue();
        _limit.Bytes.Should().Be(450_000);
        _limit.Refused(450_000).Should().BeTrue();
        _limit.Bytes.Should().Be(225_000);
    }

    [Fact]
    public void Refused_ComposedBeforeTheLimitWasLearnt_LowersNothing()
    {
        _limit.Refused(900_000);

        _limit.Refused(900_000).Should().BeFalse();

        _limit.Bytes.Should().Be(450_000);
    }

    [Fact]
    public void Refused_OneByte_StaysAtOne()
    {
        _limit.Refused(1);

        _limit.Bytes.Should().Be(1);
    }

    [Fact]
    public void Accepted_EnoughFullRequests_DoublesUpToWhatIsAllowed()
    {
        _limit.Refused(500_000);
        _limit.Refused(250_000);

        AcceptUntilRaised().Should().Be(64);
        _limit.Bytes.Should().Be(250_000);
        AcceptUntilRaised().Should().Be(64);
        _limit.Bytes.Should().Be(500_000);
        AcceptUntilRaised().Should().Be(64);
        _limit.Bytes.Should().Be(Most);
    }

    [Fact]
    public void Accepted_SmallRequests_SayNothing()
    {
        _limit.Refused(Most);

        for (var i = 0; i < 10_000; i++)
        {
            _limit.Accepted(250_000);
        }

        _limit.Bytes.Should().Be(500_000);
    }

    [Fact]
    public void Accepted_LimitThatStands_IsRunIntoEverMoreRarelyAndToldOnce()
    {
        List<int> taken = [];
        _limit.Refused(Most).Should().BeTrue();
        for (var i = 0; i < 7; i++)
        {
            taken.Add(AcceptUntilRaised());
            _limit.Refused(Most).Should().BeFalse("it is no lower than before");
        }

        taken.Should().Equal(64, 128, 256, 512, 1024, 1024, 1024);
    }

    [Fact]
    public void Accepted_RaisedForGood_TriesSoonAfterTheNextRefusal()
    {
        _limit.Refused(Most);
        AcceptUntilRaised();
        _limit.Refused(Most);
        AcceptUntilRaised();
        for (var i = 0; i < 128; i++)
        {
            _limit.Accepted(Most);
        }

        _limit.Refused(Most);

        AcceptUntilRaised().Should().Be(64);
    }

    int AcceptUntilRaised()
    {
        var (before, taken) = (_limit.Bytes, 0);
        while (_limit.Bytes == before)
        {
            _limit.Accepted(before);
            taken++;
        }

        return taken;
    }
}
