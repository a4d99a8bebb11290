using Fluency.Ingest.Sinks.Http;
using FluentAssertions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fluency.Ingest.Tests.Sinks.Http;

public sealed class ReceiverTrustTests
{
    static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    readonly FakeTimeProvider _time = new();
    readonly ReceiverTrust _trust;

    public ReceiverTrustTests() => _trust = new ReceiverTrust(_time);

    [Fact]
    public void TrySpend_NothingTakenYet_WaitsUntilPatienceIsOver()
    {
        _trust.TrySpend(1).Should().BeFalse();

        _time.Advance(ReceiverTrust.Patience - Moment);
        _trust.TrySpend(1).Should().BeFalse();
        _time.Advance(Moment);

        _trust.TrySpend(1).Should().BeTrue();
    }

    [Fact]
    public void TrySpend_PatienceOver_AllowsAFewAndThenWaitsAgain()
    {
        _trust.TrySpend(1);
        _time.Advance(ReceiverTrust.Patience);

        Enumerable.Range(0, 4).Select(_ => _trust.TrySpend(1)).Should().Equal(true, true, true, false);
        _time.Advance(ReceiverTrust.Patience - Moment);
        _trust.TrySpend(1).Should().BeFalse();
        _time.Advance(Moment);
        _trust.TrySpend(1).Should().BeTrue();
    }

    [Fact]
    public void TrySpend_NobodyAskedForLong_IsNoPatience()
    {
        _time.Advance(2 * ReceiverTrust.Patience);

        _trust.TrySpend(1).Should().BeFalse("it has refused nothing before");
    }

    [Fact]
    public void Accepted_AllowsAFewAtOnce()
    {
        _trust.Accepted();

        _trust.TrySpend(2).Should().BeTrue();
        _trust.TrySpend(2).Should().BeFalse("only one is left");
        _trust.TrySpend(1).Should().BeTrue();
    }

    [Fact]
    public void IsProven_FromARecordThatIsTakenUntilTooManyAreRefused()
    {
        _trust.IsProven.Should().BeFalse();
        _trust.Accepted();
        _trust.IsProven.Should().BeTrue();
        _trust.TrySpend(1);
        _trust.IsProven.Should().BeTrue();
        _trust.TrySpend(100);
        _trust.IsProven.Should().BeFalse();
    }

    [Fact]
    public void IsSearchDue_OncePerPatience()
    {
        _trust.Refused();
        _trust.IsSearchDue.Should().BeFalse();
        _time.Advance(ReceiverTrust.Patience);
        _trust.IsSearchDue.Should().BeTrue();

        _trust.TrySpend(1000).Should().BeFalse("so many are never at fault where none was taken");

        _trust.IsSearchDue.Should().BeFalse();
        _time.Advance(ReceiverTrust.Patience);
        _trust.IsSearchDue.Should().BeTrue();
    }

    [Fact]
    public void IsSearchDue_SomethingTaken_IsNot()
    {
        _trust.Refused();
        _time.Advance(ReceiverTrust.Patience);

        _trust.Accepted();

        _trust.IsSearchDue.Should().BeFalse();
    }
}
