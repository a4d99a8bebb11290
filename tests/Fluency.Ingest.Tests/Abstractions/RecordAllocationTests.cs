using System.Buffers;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Abstractions;

public sealed class RecordAllocationTests
{
    static readonly NestName Nest = new("@record");
    static readonly RecordPath Path = RecordPath.Parse("b.c");
    static readonly RecordPaths Paths = RecordPaths.Parse("a", "b.c", "missing");

    [Fact]
    public void Record_EveryOperationInSteadyState_AllocatesNothing()
    {
        using var batch = new RecordBatch();
        using var lane = new RecordBatch();
        var raw = SomeBatch.Lent(["""{"a":"x","\u0062":{"c":[1]},"d":null}"""]).Single();
        var writer = new ArrayBufferWriter<byte>(1 << 20);
        Run(batch, lane, raw, writer);
        Run(batch, lane, raw, writer);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(batch, lane, raw, writer);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        allocated.Should().Be(0);
        writer.WrittenCount.Should().BeGreaterThan(0);
    }

    static void Run(RecordBatch batch, RecordBatch lane, ArraySegment<byte> raw, ArrayBufferWriter<byte> writer)
    {
        batch.Clear();
        lane.Clear();
        writer.ResetWrittenCount();
        Span<RecordField> fields = stackalloc RecordField[3];
        for (var i = 0u; i < 200; i++)
        {
            var record = batch[batch.Lend(SomeBatch.Object, SomeBatch.ObjectId, i, raw)];
            record.Find(Paths, fields);
            record.Set("text"u8, "naïve");
            record.SetText("text"u8, "again"u8);
            record.Set("number"u8, i);
            record.SetJson("json"u8, "{}"u8);
            record.Replace(Path, "2"u8);
            record.WriteTo(writer);
            var mark = record.Mark();
            record.Nest(Nest);
            record.RollBack(mark);
            lane.Append(record, owner: null);
            lane[(int)i].WriteTo(writer);
        }
    }
}
