using Fluency.Ingest.Deliveries;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Deliveries;

public sealed class SqsLedgerTests
{
    static readonly TimeSpan Now = TimeSpan.FromSeconds(100);

    readonly SqsLedger _ledger = new();

    [Fact]
    public void Ledger_TwoEmptyReceives_AreNeeded()
    {
        _ledger.IsExhausted(wasQuiet: true).Should().BeFalse();
        _ledger.IsExhausted(wasQuiet: true).Should().BeTrue();
    }

    [Fact]
    public void Ledger_MessageBetweenTwoEmptyReceives_BeginsAnew()
    {
        _ledger.IsExhausted(wasQuiet: true);
        _ledger.Received(1);
        _ledger.Settled();

        _ledger.IsExhausted(wasQuiet: true).Should().BeFalse();
    }

    [Fact]
    public void Ledger_Unsettled_IsNotQuiet()
    {
        _ledger.Received(2);
        _ledger.Settled();
        _ledger.IsQuiet(Now).Should().BeFalse();

        _ledger.Settled();
        _ledger.IsQuiet(Now).Should().BeTrue();
    }

    [Fact]
    public void Ledger_EmptyReceivesWhileSomethingWasUnsettled_DoNotCount()
    {
        _ledger.Received(1);
        _ledger.IsExhausted(wasQuiet: false).Should().BeFalse();
        _ledger.IsExhausted(wasQuiet: false).Should().BeFalse();
        _ledger.Settled();

        _ledger.IsExhausted(wasQuiet: true).Should().BeFalse();
        _ledger.IsExhausted(wasQuiet: true).Should().BeTrue();
    }

    [Fact]
    public void Ledger_ReturnedDuringAnEmptyReceive_IsLookedForTwiceMore()
    {
        _ledger.Received(1);
        _ledger.Returned(Now);
        _ledger.IsExhausted(wasQuiet: false).Should().BeFalse();
        _ledger.IsExhausted(wasQuiet: true).Should().BeFalse();
        _ledger.IsExhausted(wasQuiet: true).Should().BeTrue();
    }

    [Fact]
    public void Ledger_ReturnedForLater_IsNotQuietUntilThen()
    {
        _ledger.Received(2);
        _ledger.Returned(Now + TimeSpan.FromSeconds(10));
        _ledger.Returned(Now + TimeSpan.FromSeconds(5));

        _ledger.IsQuiet(Now + TimeSpan.FromSeconds(9.9)).Should().BeFalse();
        _ledger.IsQuiet(Now + TimeSpan.FromSeconds(10)).Should().BeTrue();
    }

    [Fact]
    public void Ledger_AnswerOfAReceiveLost_IsNotQuietUntilItsMessagesAreVisible()
    {
        _ledger.IsExhausted(wasQuiet: true);
        _ledger.MayComeBack(Now + TimeSpan.FromSeconds(10));

        _ledger.IsQuiet(Now).Should().BeFalse();
        _ledger.IsQuiet(Now + TimeSpan.FromSeconds(10)).Should().BeTrue();
        _ledger.IsExhausted(wasQuiet: true).Should().BeFalse();
    }
}
