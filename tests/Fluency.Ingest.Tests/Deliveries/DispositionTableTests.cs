using Fluency.Ingest.Deliveries;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Deliveries;

public sealed class DispositionTableTests
{
    [Theory]
    [InlineData(FailureCause.NotificationUnknown, true)]
    [InlineData(FailureCause.NotificationEntryInvalid, true)]
    [InlineData(FailureCause.ObjectMissing, true)]
    [InlineData(FailureCause.ObjectArchived, true)]
    [InlineData(FailureCause.Corrupt, true)]
    [InlineData(FailureCause.TooLarge, true)]
    [InlineData(FailureCause.TooDeep, true)]
    [InlineData(FailureCause.RecordInvalid, true)]
    [InlineData(FailureCause.FormatUnsupported, true)]
    [InlineData(FailureCause.SinkPermanent, true)]
    [InlineData(FailureCause.Unexpected, false)]
    [InlineData(FailureCause.ContainerMissing, false)]
    [InlineData(FailureCause.ContainerNotAllowed, true)]
    [InlineData(FailureCause.AccessDenied, false)]
    [InlineData(FailureCause.KeyAccessDenied, false)]
    [InlineData(FailureCause.Throttled, false)]
    [InlineData(FailureCause.Network, false)]
    [InlineData(FailureCause.Truncated, true)]
    [InlineData(FailureCause.Unrouted, false)]
    [InlineData(FailureCause.SinkTransient, false)]
    [InlineData(FailureCause.LeaseLost, false)]
    [InlineData(FailureCause.Shutdown, false)]
    [InlineData(FailureCause.ChecksumMismatch, false)]
    public void IsFinal_EachCause_IsAsDocumented(FailureCause cause, bool isFinal) => DispositionTable.IsFinal(cause).Should().Be(isFinal);

    [Fact]
    public void IsFinal_EveryCause_IsInTheTableAbove() =>
        Enum.GetValues<FailureCause>().Should().HaveCount(23, "a new cause needs a row here and a reason in the table");

    [Theory]
    [InlineData(FailureCause.Throttled)]
    [InlineData(FailureCause.Network)]
    [InlineData(FailureCause.SinkTransient)]
    [InlineData(FailureCause.LeaseLost)]
    [InlineData(FailureCause.Shutdown)]
    public void CountsAsPoison_Outage_DoesNot(FailureCause cause) => DispositionTable.CountsAsPoison(cause).Should().BeFalse();

    [Theory]
    [InlineData(FailureCause.AccessDenied)]
    [InlineData(FailureCause.ChecksumMismatch)]
    [InlineData(FailureCause.Unexpected)]
    public void CountsAsPoison_OwnFault_Does(FailureCause cause) => DispositionTable.CountsAsPoison(cause).Should().BeTrue();
}
