using System.Text;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Abstractions;

public sealed class RecordBatchTests
{
    [Fact]
    public void Batch_LentRecords_KnowTheirOrigin()
    {
        using var batch = SomeBatch.Of("1", "22", "333");

        batch.Count.Should().Be(3);
        batch.Bytes.Should().Be(6);
        batch.Select(record => (record.Index, Encoding.UTF8.GetString(record.Raw))).Should().Equal((0u, "1"), (1u, "22"), (2u, "333"));
        batch[2].Object.Should().BeSameAs(SomeBatch.Object);
        batch[2].Id.Should().Be(new RecordId(SomeBatch.ObjectId, 2));
        batch[2].Error.Should().BeNull();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void Batch_PositionOutside_Throws(int position)
    {
        using var batch = SomeBatch.Of("1", "2", "3");

        batch.Invoking(b => b[position]).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void RollBack_AfterEveryKindOfEdit_RecordIsAsAtTheMark()
    {
        var record = SomeBatch.OfOne("""{"a":1}""");
        record.Set("x"u8, 1);
        var mark = record.Mark();

        record.Set("x"u8, 2);
        record.Set("y"u8, 3);
        record.Replace(RecordPath.Parse("a"), "9"u8);
        record.Nest(new NestName("n"));
        record.SetError("e");
        record.RollBack(mark);

        record.Written().Should().Be("""{"x":1,"a":1}""");
        record.Error.Should().BeNull();
        record.NestedAs.Should().BeNull();
        record.TryGetEnvelope("y"u8, out _).Should().BeFalse();
    }

    [Fact]
    public void RollBack_ThenOtherEdits_DoesNotSpoilAStateThatWasKept()
    {
        var record = SomeBatch.OfOne("""{"a":1}""");
        record.Set("x"u8, 1);
        var mark = record.Mark();
        record.Set("y"u8, 2);
        var kept = record.Mark();

        record.RollBack(mark);
        record.Set("z"u8, 3);

        record.Written().Should().Be("""{"x":1,"z":3,"a":1}""");
        record.RollBack(kept);
        record.Written().Should().Be("""{"x":1,"y":2,"a":1}""");
    }

    [Fact]
    public void Edits_OfSeveralRecordsByTurns_DoNotMix()
    {
        using var batch = SomeBatch.Of("{}", "{}");

        for (var i = 0; i < 3; i++)
        {
            batch[0].Set(Encoding.UTF8.GetBytes($"a{i}"), i);
            batch[1].Set(Encoding.UTF8.GetBytes($"b{i}"), -i);
        }

        batch[0].Written().Should().Be("""{"a0":0,"a1":1,"a2":2}""");
        batch[1].Written().Should().Be("""{"b0":0,"b1":-1,"b2":-2}""");
    }

    [Fact]
    public void Rewind_AfterARecordIsDone_LeavesTheOthersAlone()
    {
        using var batch = SomeBatch.Of("{}", "{}");
        batch[0].Set("x"u8, 1);
        var mark = batch.ArenaMark;
        batch[1].Set("y"u8, 2);

        batch[1].Undo();
        batch.Rewind(mark);
        batch[1].Set("z"u8, 3);

        batch[0].Written().Should().Be("""{"x":1}""");
        batch[1].Written().Should().Be("""{"z":3}""");
    }

    [Fact]
    public void Clear_HandlesFromBefore_Throw()
    {
        var batch = SomeBatch.Of("""{"a":1}""");
        var record = batch[0];

        batch.Clear();
        batch.Lend(SomeBatch.Object, SomeBatch.ObjectId, 0, SomeBatch.Lent(["2"]).Single());

        Action[] uses =
        [
            () => _ = record.Raw, () => _ = record.Body, () => _ = record.Id, () => _ = record.Index, () => _ = record.Object, () => _ = record.Error,
            () => _ = record.HasEnvelope, () => record.TryGet(RecordPath.Parse("a"), out _), () => record.Set("x"u8, 1), () => record.SetJson("x"u8, "1"u8),
            () => record.Nest(new NestName("n")), () => record.Replace(RecordPath.Parse("a"), "1"u8), () => record.Written(), () => record.TryGetEnvelope("x"u8, out _),
        ];
        uses.Should().AllSatisfy(use => use.Should().Throw<InvalidOperationException>().WithMessage("*time is over*"));
        batch[0].Written().Should().Be("2");
    }

    [Fact]
    public void Record_Default_Throws() => FluentActions.Invoking(() => default(Record).Index).Should().Throw<InvalidOperationException>();

    [Fact]
    public void Record_Handles_AreEqualForOneRecordOnly()
    {
        using var batch = SomeBatch.Of("1", "1");

        (batch[0] == batch[0]).Should().BeTrue();
        (batch[0] != batch[1]).Should().BeTrue();
        batch[0].Equals((object)batch[0]).Should().BeTrue();
        batch[0].GetHashCode().Should().Be(batch[0].GetHashCode());
    }

    [Fact]
    public void Copy_OfEditedRecords_OutlivesTheBatchAndItsBuffer()
    {
        var raw = Encoding.UTF8.GetBytes("""{"a":1}""");
        var batch = new RecordBatch();
        batch.Lend(SomeBatch.Object, SomeBatch.ObjectId, 5, raw);
        batch[0].Set("x"u8, 1);
        batch[0].Replace(RecordPath.Parse("a"), "9"u8);
        batch[0].SetError("e");

        using var copy = batch.Copy();
        batch.Dispose();
        Array.Clear(raw);

        copy[0].Written().Should().Be("""{"x":1,"a":9}""");
        Encoding.UTF8.GetString(copy[0].Raw).Should().Be("""{"a":1}""");
        (copy[0].Index, copy[0].Error, copy[0].Id).Should().Be((5u, "e", new RecordId(SomeBatch.ObjectId, 5)));
    }

    [Fact]
    public void Copy_Edited_Throws()
    {
        using var batch = SomeBatch.Of("""{"a":1}""");

        using var copy = batch.Copy();

        Action[] edits =
        [
            () => copy[0].Set("x"u8, 1), () => copy[0].Set("x"u8, "t"), () => copy[0].Set("x"u8, true), () => copy[0].SetText("x"u8, "t"u8),
            () => copy[0].SetJson("x"u8, "1"u8), () => copy[0].Nest(new NestName("n")), () => copy[0].Replace(RecordPath.Parse("a"), "1"u8),
        ];
        edits.Should().AllSatisfy(edit => edit.Should().Throw<InvalidOperationException>().WithMessage("*no longer be edited*"));
        copy[0].Written().Should().Be("""{"a":1}""");
        batch[0].Set("x"u8, 1);
    }

    [Fact]
    public void LendAll_BehindRecordsOfItsOwn_KeepsEditsAndOwners()
    {
        using var first = SomeBatch.Of("""{"a":1}""", """{"a":2}""");
        first[1].Set("x"u8, 1);
        first[1].Nest(new NestName("n"));
        using var lane = new RecordBatch();
        var one = new object();
        lane.Append(first[1], owner: null);
        lane.Append(first[0], owner: null);
        using var other = new RecordBatch();
        other.Append(first[0], owner: null);

        other.LendAll(lane, one);
        first.Clear();

        other.Select(record => record.Written()).Should().Equal("""{"a":1}""", """{"x":1,"n":{"a":2}}""", """{"a":1}""");
        Enumerable.Range(0, 3).Select(slot => other.Slot(slot).Owner).Should().Equal(null, one, one);
        other.Bytes.Should().Be("""{"a":1}""".Length * 3 + ""","x":1""".Length);
    }

    [Fact]
    public void Append_ARecordOfTheSameBatch_CopiesIt()
    {
        using var batch = new RecordBatch();
        using var source = SomeBatch.Of("""{"a":1}""");
        batch.Append(source[0], null);

        for (var i = 0; i < 100; i++)
        {
            batch.Append(batch[i], null);
        }

        batch.Select(record => record.Written()).Should().HaveCount(101).And.AllBe("""{"a":1}""");
    }

    [Fact]
    public void Append_AfterwardsEdited_OriginalStaysAsItWas()
    {
        using var batch = SomeBatch.Of("""{"a":1}""");
        batch[0].Set("x"u8, 1);
        using var lane = new RecordBatch();
        lane.Append(batch[0], null);

        lane[0].Set("y"u8, 2);
        batch[0].Set("x"u8, 3);

        lane[0].Written().Should().Be("""{"x":1,"y":2,"a":1}""");
        batch[0].Written().Should().Be("""{"x":3,"a":1}""");
    }

    [Fact]
    public void Select_SomeSlots_NarrowsAllThatIsSeen()
    {
        using var batch = SomeBatch.Of("0", "1", "22", "3");

        batch.Select([2, 0], 2);

        batch.Count.Should().Be(2);
        batch.Select(record => record.Written()).Should().Equal("22", "0");
        batch.Bytes.Should().Be(3);
        batch.Invoking(b => b[2]).Should().Throw<ArgumentOutOfRangeException>();
        using var copy = batch.Copy();
        copy.Select(record => record.Index).Should().Equal(2u, 0u);
        batch.SelectAll();
        batch.Count.Should().Be(4);
        batch.Bytes.Should().Be(5);
    }

    [Fact]
    public void Arena_GrownManyTimes_KeepsWhatWasWritten()
    {
        using var batch = SomeBatch.Of([.. Enumerable.Repeat("{}", 50)]);
        var big = new string('x', 3000);

        foreach (var record in batch)
        {
            record.Set("big"u8, big);
            record.Set("i"u8, record.Index);
        }

        batch.Should().AllSatisfy(record => record.Written().Should().Be($"{{\"big\":\"{big}\",\"i\":{record.Index}}}"));
    }

    [Fact]
    public void Dispose_Twice_IsHarmless()
    {
        var batch = SomeBatch.Of("1");
        var record = batch[0];

        batch.Dispose();
        batch.Dispose();

        batch.Count.Should().Be(0);
        record.Invoking(r => r.Index).Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public void RecordId_Text_Is32LowerCaseHexDigitsThatEndInTheIndex()
    {
        var id = new RecordId(SomeBatch.ObjectId, 0xABCDEF);
        var utf8 = new byte[RecordId.TextLength];

        id.TryFormat(utf8).Should().BeTrue();

        id.ToString().Should().Be("607b6c1089fb68e3b297a86c00abcdef");
        Encoding.UTF8.GetString(utf8).Should().Be(id.ToString());
        id.TryFormat(utf8.AsSpan(1)).Should().BeFalse();
    }

    [Fact]
    public void LendAll_RecordsWithEdits_ReadsThemFromTheOtherBatch()
    {
        using var first = new RecordBatch();
        var edited = first.AppendRaw(SomeBatch.Object, default, 7, """{"a":1}"""u8);
        edited.Set("name"u8, "value");
        edited.Replace(RecordPath.Parse("a"), "22"u8);
        first.AppendRaw(SomeBatch.Object, default, 8, "{}"u8);
        using var second = new RecordBatch();
        second.AppendRaw(SomeBatch.Object, default, 9, """{"b":2}"""u8);
        using var all = new RecordBatch();

        all.LendAll(first, owner: first);
        all.LendAll(second, owner: second);
        using var copy = all.Copy();

        foreach (var batch in new[] { all, copy })
        {
            batch.Select(static record => record.Index).Should().Equal(7, 8, 9);
            batch.Select(static record => Encoding.UTF8.GetString(record.Body)).Should().Equal("""{"a":22}""", "{}", """{"b":2}""");
            batch[0].TryGetEnvelope("name"u8, out var value).Should().BeTrue();
            Encoding.UTF8.GetString(value.Json).Should().Be("\"value\"");
        }

        all.Bytes.Should().Be(first.Bytes + second.Bytes);
        all.Slot(2).Owner.Should().BeSameAs(second);
    }
}
