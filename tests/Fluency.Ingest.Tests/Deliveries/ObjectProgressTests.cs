using Fluency.Ingest.Deliveries;
using Fluency.Ingest.Sinks;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Deliveries;

public sealed class ObjectProgressTests : ISegmentOwner
{
    public bool IsAbandoned => false;

    public object Delivery => this;

    [Fact]
    public void OnSettled_InOrder_AdvancesToTheLastRecord()
    {
        var progress = new ObjectProgress(new SettledRecords(1));
        var segment = Post(progress, 0, 9);

        segment.Settle(10);
        progress.OnSettled(0);

        progress.Settled.IsSettled(0, 9).Should().BeTrue();
        progress.Settled.IsSettled(0, 10).Should().BeFalse();
    }

    [Fact]
    public void OnSettled_OutOfOrder_WaitsForTheGap()
    {
        var progress = new ObjectProgress(new SettledRecords(1));
        var first = Post(progress, 0, 9);
        var second = Post(progress, 10, 19);

        second.Settle(10);
        progress.OnSettled(0);
        progress.Settled.IsSettled(0, 0).Should().BeFalse();
        first.Settle(10);
        progress.OnSettled(0);

        progress.Settled.IsSettled(0, 19).Should().BeTrue();
    }

    [Fact]
    public void Settled_TriesOverlap_NoneVouchesForWhatTheOtherPosted()
    {
        var one = new ObjectProgress(new SettledRecords(1));
        Post(one, 0, 9);
        var other = new ObjectProgress(one.Settled);
        var ahead = Post(one, 10, 19);

        ahead.Settle(10);
        one.OnSettled(0);
        other.OnSettled(0);

        other.Settled.IsSettled(0, 0).Should().BeFalse("the first segment is not durable");
    }

    [Fact]
    public void Settled_SettledBefore_IsSettledForAll()
    {
        var one = new ObjectProgress(new SettledRecords(1));
        Post(one, 0, 9).Settle(10);
        one.OnSettled(0);

        var other = new ObjectProgress(one.Settled);
        Post(other, 0, 4).Settle(5);
        other.OnSettled(0);

        other.Settled.IsSettled(0, 9).Should().BeTrue("what is settled never goes back");
    }

    void ISegmentOwner.OnSettled(Segment segment)
    {
    }

    void ISegmentOwner.OnQuarantined(IReadOnlyList<uint> indexes)
    {
    }

    void ISegmentOwner.OnFailed(Segment segment, Failure failure)
    {
    }

    Segment Post(ObjectProgress progress, uint from, uint to)
    {
        var records = new RecordBatch();
        for (var index = from; index <= to; index++)
        {
            records.AppendRaw(new ObjectReference("c", "n") { Uri = "u" }, default, index, "{}"u8);
        }

        var segment = new Segment(records, this, sink: 0, lastIndex: to);
        progress.Posted(segment);
        return segment;
    }
}
