using System.Text;
using CsCheck;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Abstractions;

/// <summary>Records that were copied into a batch, as a lane's are: they are written out then, and still to be read part by part.</summary>
public sealed class RecordTextTests
{
    static readonly NestName Nest = new("@id");

    static readonly Gen<Sample> GenSample = Gen.Select(GenJson.AnyObject, Gen.Int[0, 63], GenJson.Name, GenJson.Value).Select((body, edits, name, json) => new Sample(body, edits, name, json));

    sealed record Sample(string Body, int Edits, string Name, string Json);

    [Fact]
    public void Append_AnyRecord_IsWrittenAsBefore() => GenSample.Array[1, 6].Sample(samples =>
    {
        using var source = SomeBatch.Of([.. samples.Select(sample => sample.Body)]);
        using var lane = new RecordBatch(bytes: 16);
        for (var i = 0; i < samples.Length; i++)
        {
            Edit(source[i], samples[i]);
            lane.Append(source[i], owner: null);
            RecordBatch.RoomFor(source[i]).Should().BeGreaterThanOrEqualTo(lane[i].Written().Length);
        }

        for (var i = 0; i < samples.Length; i++)
        {
            AssertSame(lane[i], source[i]);
        }

        lane.Bytes.Should().Be(samples.Select((_, i) => WeightOf(source[i])).Sum());
        AssertLines(lane);
        lane.Index().Where(record => !record.Item.HasEnvelope && !HasLineEnd(record.Item.Written()) && !IsLine(lane, record.Index))
            .Should().BeEmpty("what has no envelope is a line as it is");
    });

    [Fact]
    public void Edit_OfACopiedRecord_IsWritten() => Gen.Select(GenSample, GenSample).Sample((first, second) =>
    {
        using var source = SomeBatch.Of(first.Body, "{}");
        Edit(source[0], first);
        using var lane = new RecordBatch();
        lane.Append(source[0], owner: null);
        lane.Append(source[1], owner: null);

        Edit(lane[0], second);
        Edit(source[0], second);

        AssertSame(lane[0], source[0]);
        lane[1].Written().Should().Be("{}");
        AssertLines(lane);
    });

    [Fact]
    public void Append_OfAnEnvelopeWithALineEnd_IsNoLine()
    {
        using var source = SomeBatch.Of("{\"a\":1}");
        source[0].SetJson("b"u8, "[1,\n2]"u8);
        source[0].Nest(Nest);
        using var lane = new RecordBatch();
        lane.Append(source[0], owner: null);

        IsLine(lane, 0).Should().BeFalse();
        lane[0].Written().Should().Be("{\"b\":[1,\n2],\"@id\":{\"a\":1}}");
    }

    // Texts of less than a block, of several, and with a last block that overlaps the one before.
    [Theory]
    [InlineData('\n', false)]
    [InlineData('\r', false)]
    [InlineData('\t', true)]
    [InlineData(' ', true)]
    public void Append_OfAnyLengthWithAByteAnywhere_IsALineUnlessItIsALineEnd(char @byte, bool isLine)
    {
        for (var length = 2; length <= 140; length++)
        {
            var text = new string('é', length - 2);
            for (var at = 0; at <= text.Length; at++)
            {
                using var source = SomeBatch.Of($"[{text[..at]}{@byte}{text[at..]}]");
                using var lane = new RecordBatch();
                lane.Append(source[0], owner: null);

                IsLine(lane, 0).Should().Be(isLine, "it stands at {0} of {1}", at, length);
            }
        }
    }

    [Fact]
    public void RollBack_OfACopiedRecord_IsWritten() => IsPlainAfter(record => record.RollBack(default));

    [Fact]
    public void Undo_OfACopiedRecord_IsWritten() => IsPlainAfter(record => record.Undo());

    [Fact]
    public void Append_OfAnEditedBody_KeepsTheLinesTogether()
    {
        using var source = SomeBatch.Of("{\"a\":1}", "{\"a\":2}", "{\"a\":3}");
        source[1].Replace(RecordPath.Of("a"), "\"two\""u8);
        using var lane = source.Copy();

        Encoding.UTF8.GetString(lane.LinesAt(0, out var next).Span).Should().Be("{\"a\":1}\n{\"a\":\"two\"}\n{\"a\":3}\n");
        next.Should().Be(3);
        Encoding.UTF8.GetString(lane[1].Raw).Should().Be("{\"a\":2}");
    }

    [Fact]
    public void Append_OfManyEditedBodies_KeepsEveryRawRecord()
    {
        string[] bodies = [.. Enumerable.Range(0, 3000).Select(i => $"{{\"a\":\"{new string('x', i % 700)}\",\"n\":{i}}}")];
        using var source = SomeBatch.Of(bodies);
        using var lane = new RecordBatch();
        foreach (var record in source)
        {
            record.Replace(RecordPath.Of("a"), "0"u8);
            lane.Append(record, owner: null);
        }

        lane.Select(record => Encoding.UTF8.GetString(record.Raw)).Should().Equal(bodies);
        Encoding.UTF8.GetString(lane.LinesAt(0, out _).Span).Should().Be(string.Concat(Enumerable.Range(0, 3000).Select(i => $"{{\"a\":0,\"n\":{i}}}\n")));
    }

    [Fact]
    public void LinesAt_OfSelectedRecords_TakesOnlyThose()
    {
        using var lane = Lane("1", "2", "3", "4", "5");
        lane.Select([1, 2, 4], 3);

        Encoding.UTF8.GetString(lane.LinesAt(0, out var next).Span).Should().Be("2\n3\n");
        next.Should().Be(2);
        Encoding.UTF8.GetString(lane.LinesAt(2, out next).Span).Should().Be("5\n");
        next.Should().Be(3);
    }

    [Fact]
    public void LinesAt_OfBatchesThatLend_EndsWhereTheirMemoryDoes()
    {
        using var first = Lane("1", "2");
        using var second = Lane("3", "4");
        using var gathered = new RecordBatch();
        gathered.LendAll(first, owner: null);
        gathered.LendAll(second, owner: null);

        Encoding.UTF8.GetString(gathered.LinesAt(0, out var next).Span).Should().Be("1\n2\n");
        next.Should().Be(2);
        LinesOf(gathered).Should().Be("1\n2\n3\n4\n");

        // The second line of the one goes on where the first line of the other ends.
        gathered.Select([0, 3], 2);
        Encoding.UTF8.GetString(gathered.LinesAt(0, out next).Span).Should().Be("1\n");
        LinesOf(gathered).Should().Be("1\n4\n");
    }

    static void IsPlainAfter(Action<Record> undo)
    {
        using var source = SomeBatch.Of("{\"a\":1}");
        source[0].Set("b"u8, 2);
        source[0].Nest(Nest);
        using var lane = source.Copy();

        undo(lane[0]);

        lane[0].Written().Should().Be("{\"a\":1}");
        LinesOf(lane).Should().BeEmpty();
    }

    static RecordBatch Lane(params string[] records)
    {
        using var source = SomeBatch.Of(records);
        return source.Copy();
    }

    static void Edit(Record record, Sample sample)
    {
        if ((sample.Edits & 1) != 0)
        {
            record.SetJson(Encoding.UTF8.GetBytes(sample.Name), Encoding.UTF8.GetBytes(sample.Json));
        }

        if ((sample.Edits & 2) != 0)
        {
            record.Set("@id"u8, "hidden where the body is nested under this name");
        }

        if ((sample.Edits & 4) != 0)
        {
            record.Nest(Nest);
        }

        if ((sample.Edits & 8) != 0 && sample.Name.Length > 0)
        {
            record.Replace(RecordPath.Of(sample.Name), Encoding.UTF8.GetBytes(sample.Json));
        }

        if ((sample.Edits & 16) != 0)
        {
            record.SetError("it failed");
        }

        if ((sample.Edits & 32) != 0)
        {
            record.Set("@type"u8, 7);
        }
    }

    static void AssertSame(Record actual, Record expected)
    {
        actual.Written().Should().Be(expected.Written());
        actual.Line().Should().Be(expected.Line()).And.EndWith("\n");
        actual.Line()[..^1].Should().Match(line => HasLineEnd(expected.Written()) ? !HasLineEnd(line) : line == expected.Written());
        Encoding.UTF8.GetString(actual.Raw).Should().Be(Encoding.UTF8.GetString(expected.Raw));
        actual.BodyText().Should().Be(expected.BodyText());
        actual.Error.Should().Be(expected.Error);
        actual.NestedAs.Should().Be(expected.NestedAs);
        foreach (var name in new[] { "a", "b", "@id", "@type", "tag" })
        {
            EnvelopeText(actual, name).Should().Be(EnvelopeText(expected, name));
        }
    }

    static void AssertLines(RecordBatch batch)
    {
        for (var position = 0; position < batch.Count;)
        {
            var lines = Encoding.UTF8.GetString(batch.LinesAt(position, out var next).Span);
            var texts = batch.Take(position..next).Select(record => record.Written()).ToArray();
            if (lines.Length > 0)
            {
                texts.Should().NotContain(text => HasLineEnd(text));
                lines.Should().Be(string.Concat(texts.Select(text => text + "\n")));
            }

            position = lines.Length > 0 ? next : position + 1;
            next.Should().Be(position);
        }
    }

    static string? EnvelopeText(Record record, string name) =>
        record.TryGetEnvelope(Encoding.UTF8.GetBytes(name), out var value) ? Encoding.UTF8.GetString(value.Json) : null;

    static long WeightOf(Record record)
    {
        using var one = new RecordBatch();
        one.Append(record, owner: null);
        return one.Bytes;
    }

    static bool IsLine(RecordBatch batch, int position) => !batch.LinesAt(position, out _).IsEmpty;

    static bool HasLineEnd(string text) => text.AsSpan().ContainsAny('\n', '\r');

    static string LinesOf(RecordBatch batch)
    {
        var lines = new StringBuilder();
        for (var position = 0; position < batch.Count;)
        {
            lines.Append(Encoding.UTF8.GetString(batch.LinesAt(position, out position).Span));
        }

        return lines.ToString();
    }
}
