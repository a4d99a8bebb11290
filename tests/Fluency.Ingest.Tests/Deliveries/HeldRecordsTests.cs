using System.Text;
using Fluency.Ingest.Deliveries;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Deliveries;

public sealed class HeldRecordsTests
{
    static readonly NestName Nest = new("@nest");
    static readonly ObjectReference Origin = new("bucket", "key") { Uri = "s3://bucket/key" };

    [Theory]
    [InlineData(10, 1_000_000)]
    [InlineData(1_000_000, 500)]
    public void TryTake_ManyRecords_GivesPortionsWithinTheLimitsInOrder(int maxRecords, int maxBytes)
    {
        using var held = new HeldRecords(maxRecords, maxBytes);
        using var records = Records(count: 105, bytesEach: 40);
        foreach (var record in records)
        {
            held.Append(record, objectBytes: 0);
        }

        var indexes = new List<uint>();
        while (held.TryTake(out var portion, out var lastIndex))
        {
            using (portion)
            {
                portion.Count.Should().BeInRange(1, maxRecords);
                portion.Bytes.Should().BeLessThanOrEqualTo(maxBytes);
                portion[^1].Index.Should().Be(lastIndex);
                indexes.AddRange(portion.Select(record => record.Index));
            }
        }

        indexes.Should().Equal(Enumerable.Range(0, 105).Select(index => (uint)index));
        held.HeldBytes.Should().Be(0);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void TryTake_RecordsOfAnyForm_KeepsWeightAndMemoryWithinTheLimit(bool isEdited, bool isNested)
    {
        const int MaxBytes = 2_000;
        using var held = new HeldRecords(maxRecords: 1024, MaxBytes);
        using var records = new RecordBatch();
        for (uint index = 0; index < 100; index++)
        {
            var record = records.AppendRaw(Origin, default, index, Encoding.UTF8.GetBytes($"{{\"a\":\"{new string('x', 100)}\"}}"));
            record.Set("@type"u8, "something");
            if (isEdited)
            {
                record.Replace(RecordPath.Of("a"), Encoding.UTF8.GetBytes($"\"{new string('y', 100)}\""));
            }

            if (isNested)
            {
                record.Nest(Nest);
            }

            held.Append(record, objectBytes: 0);
        }

        while (held.TryTake(out var portion, out _))
        {
            using (portion)
            {
                portion.Count.Should().BeGreaterThan(1);
                portion.Bytes.Should().BeLessThanOrEqualTo(MaxBytes);
                portion.ArenaMark.Should().BeLessThanOrEqualTo(MaxBytes, "the memory of a full portion is to be of a usual size");
            }
        }
    }

    [Fact]
    public void Append_RecordLargerThanAPortion_StandsAlone()
    {
        using var held = new HeldRecords(maxRecords: 1024, maxBytes: 100);
        using var records = Records(count: 3, bytesEach: 300);
        foreach (var record in records)
        {
            held.Append(record, objectBytes: 0);
        }

        for (uint index = 0; index < 3; index++)
        {
            held.TryTake(out var portion, out var lastIndex).Should().BeTrue();
            portion!.Should().ContainSingle();
            lastIndex.Should().Be(index);
            portion!.Dispose();
        }

        held.TryTake(out _, out _).Should().BeFalse();
    }

    [Fact]
    public void Append_AfterATake_GoesOnBehindIt()
    {
        using var held = new HeldRecords(maxRecords: 2, maxBytes: 1_000);
        using var records = Records(count: 5, bytesEach: 10);
        held.Append(records[0], objectBytes: 0);
        held.TryTake(out var first, out var firstIndex).Should().BeTrue();
        first!.Dispose();
        firstIndex.Should().Be(0);

        held.Append(records[1], objectBytes: 0);
        held.HeldBytes.Should().BePositive();
        held.TryTake(out var second, out var secondIndex).Should().BeTrue();
        second!.Should().ContainSingle();
        secondIndex.Should().Be(1);
        second!.Dispose();
    }

    [Fact]
    public void TryTake_PortionOpenedButNothingAdded_GivesNone()
    {
        using var held = new HeldRecords(maxRecords: 2, maxBytes: 1_000);
        using var records = Records(count: 1, bytesEach: 10);
        held.Open(records[0], bytes: 10, objectBytes: 0);

        held.TryTake(out _, out _).Should().BeFalse("a segment of no records would never be settled");
    }

    static RecordBatch Records(int count, int bytesEach)
    {
        var records = new RecordBatch();
        for (uint index = 0; index < count; index++)
        {
            records.AppendRaw(Origin, default, index, new byte[bytesEach]);
        }

        return records;
    }
}
