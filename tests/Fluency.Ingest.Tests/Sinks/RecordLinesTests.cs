using System.Text;
using CsCheck;
using Fluency.Ingest.Sinks;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Sinks;

public sealed class RecordLinesTests
{
    // Long enough for a piece of its own.
    static readonly string Long = "\"" + new string('x', 20_000) + "\"";

    [Fact]
    public void Add_LongLines_AreNotCopied()
    {
        using var batch = Lane(Long, "1", Long);
        using var lines = new RecordLines();
        lines.Add(batch);

        lines.Pieces.Should().ContainSingle().Which.Span.Overlaps(batch[1].Raw).Should().BeTrue();
        Text(lines).Should().Be($"{Long}\n1\n{Long}\n");
    }

    [Fact]
    public void Add_ShortLines_AreOnePiece()
    {
        using var first = Lane("1", "2");
        using var second = Lane("3");
        using var lines = new RecordLines();
        lines.Add(first);
        lines.Add(second);

        lines.Pieces.Should().ContainSingle();
        Text(lines).Should().Be("1\n2\n3\n");
    }

    [Fact]
    public void Add_BehindALineEnd_KeepsTheOrder()
    {
        using var batch = Lane(Long);
        using var lines = new RecordLines();
        lines.AddLineEnd();
        lines.Add(batch);

        Text(lines).Should().Be("\n" + Long + "\n");
    }

    [Fact]
    public void Add_AnyBatches_IsAsEachRecordIsWrittenByItself() =>
        Gen.Select(Gen.OneOf<string>("1", "{\n}", "\"\r\"", Long, "[\n" + Long + "]", "{\"a\":1}").Array[0, 8], Gen.Int[0, 8], Gen.Bool).Sample((records, at, isLane) =>
        {
            using var first = isLane ? Lane(records[..Math.Min(at, records.Length)]) : Batches.Of(records[..Math.Min(at, records.Length)]);
            using var second = Lane(records[Math.Min(at, records.Length)..]);
            using var gathered = new RecordBatch();
            gathered.LendAll(first, owner: null);
            gathered.LendAll(second, owner: null);
            using var lines = new RecordLines();
            lines.Add(gathered);
            using var writer = new RecordLineWriter();
            using var alone = Batches.Of(records);
            foreach (var record in alone)
            {
                writer.Write(record);
            }

            Text(lines).Should().Be(Encoding.UTF8.GetString(writer.Lines.Span));
            lines.Length.Should().Be(writer.Length);
        });

    [Fact]
    public void Clear_AfterLines_StartsEmpty()
    {
        using var batch = Lane(Long, "{\n}");
        using var lines = new RecordLines();
        lines.Add(batch);
        lines.Clear();

        lines.Length.Should().Be(0);
        lines.Pieces.Should().BeEmpty();
        lines.Add(batch);
        Text(lines).Should().Be(Long + "\n{}\n");
    }

    [Fact]
    public void Add_SteadyState_AllocatesNothing()
    {
        using var batch = Lane([Long, "{\n}", .. Enumerable.Repeat("{\"a\":1}", 50), "{\n}", Long]);
        using var lines = new RecordLines();
        Write(batch, lines);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            Write(batch, lines);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }

    static void Write(RecordBatch batch, RecordLines lines)
    {
        lines.Clear();
        lines.Add(batch);
        var pieces = lines.Pieces;
        for (var i = 0; i < pieces.Count; i++)
        {
            Stream.Null.Write(pieces[i].Span);
        }
    }

    static RecordBatch Lane(params string[] records)
    {
        using var source = Batches.Of(records);
        return source.Copy();
    }

    static string Text(RecordLines lines) => string.Concat(lines.Pieces.Select(piece => Encoding.UTF8.GetString(piece.Span)));
}
