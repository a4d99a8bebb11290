using Fluency.Ingest.Sinks;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Sinks;

public sealed class LaneQueueTests : ISegmentOwner
{
    readonly Intake _intake = new();

    bool ISegmentOwner.IsAbandoned => false;

    object ISegmentOwner.Delivery => this;

    [Fact]
    public void Queue_ReachesItsCapacity_HoldsTheIntakeUntilThereIsRoom()
    {
        var queue = new LaneQueue(new FlushPolicy(MaxRecords: 10, MaxBytes: 2, TimeSpan.Zero), _intake, TimeProvider.System);
        queue.Add(Some(records: 1));
        _intake.IsOpen.Should().BeTrue();

        queue.Add(Some(records: 2));
        _intake.IsOpen.Should().BeFalse();
        queue.Take();
        _intake.IsOpen.Should().BeFalse("four bytes still wait");
        queue.Take();

        _intake.IsOpen.Should().BeTrue();
    }

    [Fact]
    public async Task WaitForRoom_Full_GoesOnWhenThereIsRoom()
    {
        var queue = new LaneQueue(new FlushPolicy(MaxRecords: 10, MaxBytes: 2, TimeSpan.Zero), _intake, TimeProvider.System);
        queue.Add(Some(records: 2));
        var wait = queue.WaitForRoomAsync(TestContext.Current.CancellationToken).AsTask();
        wait.IsCompleted.Should().BeFalse();

        queue.Take();

        await wait.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(3, 1_000)]
    [InlineData(1_000, 6)]
    public void Changed_SegmentsCome_IsToldOfTheFirstAndOfTheOneThatMakesABatch(int maxRecords, int maxBytes)
    {
        var queue = new LaneQueue(new FlushPolicy(maxRecords, maxBytes, TimeSpan.FromHours(1)), _intake, TimeProvider.System);
        var told = new List<bool>();
        for (var i = 0; i < 4; i++)
        {
            var changed = queue.Changed;
            queue.Add(Some(records: 1));
            told.Add(changed.IsCompleted);
        }

        told.Should().Equal(true, false, true, true);
    }

    [Fact]
    public void Changed_QueueIsClosed_IsTold()
    {
        var queue = new LaneQueue(new FlushPolicy(10, 1_000, TimeSpan.FromHours(1)), _intake, TimeProvider.System);
        queue.Add(Some(records: 1));
        var changed = queue.Changed;

        queue.Close();

        changed.IsCompleted.Should().BeTrue();
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

    // Two bytes a record.
    Segment Some(int records)
    {
        var batch = new RecordBatch();
        for (uint index = 0; index < records; index++)
        {
            batch.AppendRaw(new ObjectReference("c", "n") { Uri = "u" }, default, index, "{}"u8);
        }

        return new Segment(batch, this, sink: 0, lastIndex: 0);
    }
}
