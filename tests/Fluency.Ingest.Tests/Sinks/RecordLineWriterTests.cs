using System.Text;
using System.Text.Json;
using CsCheck;
using Fluency.Ingest.Sinks;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Sinks;

public sealed class RecordLineWriterTests
{
    static readonly Gen<string> Text = Gen.String[Gen.Char["ab \t\r\n\"\\/{}[]:,é€\u2028"], 0, 12];

    static readonly Gen<string> WhiteSpace = Gen.String[Gen.Char[" \t\r\n"], 0, 4];

    static readonly Gen<string> Scalar = Gen.OneOf(
        Text.Select(text => JsonSerializer.Serialize(text)),
        Gen.Int.Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        Gen.OneOf("true", "false", "null", "1.50", "-0", "1E400", """ "\u00e9\/\\" """.Trim(), """ "\\\"" """.Trim()));

    static readonly Gen<string> Json = Gen.Recursive<string>((depth, nested) => depth > 3
        ? Scalar
        : Gen.OneOf(
            Scalar,
            Gen.Select(Gen.Select(nested, WhiteSpace).Array[0, 3], WhiteSpace).Select((items, space) =>
                "[" + space + string.Join(',', items.Select(item => item.Item2 + item.Item1 + item.Item2)) + "]"),
            Gen.Select(Gen.Select(Text, WhiteSpace, nested).Array[0, 3], WhiteSpace).Select((members, space) =>
                "{" + space + string.Join(',', members.Select(member =>
                    member.Item2 + JsonSerializer.Serialize(member.Item1) + member.Item2 + ":" + member.Item2 + member.Item3)) + space + "}")));

    [Theory]
    [InlineData("""{"a":1}""")]
    [InlineData("""{ "a" : 1 ,	"b":[ 1, 2 ] }""")]
    [InlineData("""{"a":"x \n \" \\ é \u00e9"}""")]
    [InlineData(" {} ")]
    [InlineData("1.0E+2")]
    public void Write_NoLineEnd_KeepsEveryByte(string record) => LinesOf(record).Should().Be(record + "\n");

    [Theory]
    [InlineData("{\n  \"a\" : 1,\r\n\t\"b\": [ 1,\n 2 ]\n}\n", """{"a":1,"b":[1,2]}""")]
    [InlineData("{\r\"a b\":\" x  y \"}", """{"a b":" x  y "}""")]
    [InlineData("{\n\"a\":\"\\\" \\\\\" , \"b\": 1}", """{"a":"\" \\","b":1}""")]
    [InlineData("\n\"é €\"", "\"é €\"")]
    public void Write_LineEndsBetweenTokens_LeavesOutWhiteSpace(string record, string line) => LinesOf(record).Should().Be(line + "\n");

    [Theory]
    [InlineData("{\"a\":\"x\ny\"}", """{"a":"x\ny"}""")]
    [InlineData("{\"a\":\"\r\"}", """{"a":"\r"}""")]
    [InlineData("\"\n\n\\\"\n\"", """ "\n\n\"\n" """)]
    [InlineData("\"\\\n\"", """ "\\n" """)]
    public void Write_LineEndInString_EscapesIt(string record, string line) => LinesOf(record).Should().Be(line.Trim() + "\n");

    [Theory]
    [InlineData("{\"a\":1\n2}", """{"a":1 2}""")]
    [InlineData("[true\r\n false,\n1 ]", "[true false,1]")]
    [InlineData("1\n", "1")]
    public void Write_NoJson_TokensDoNotRunIntoOneAnother(string record, string line) => LinesOf(record).Should().Be(line + "\n");

    [Theory]
    [InlineData("\n\"a")]
    [InlineData("\n\"a\\")]
    [InlineData("\n\"")]
    [InlineData("\n")]
    public void Write_CutInString_StaysOneLine(string record) => LinesOf(record).Should().Be(record.Trim() + "\n");

    [Fact]
    public void Write_AnyJson_IsOneLineOfTheSameTokens() => Gen.Select(Json, WhiteSpace).Sample((json, space) =>
    {
        var line = LinesOf(space + json + "\n");

        line.Should().EndWith("\n");
        line.AsSpan(..^1).IndexOfAny('\r', '\n').Should().Be(-1);
        TokensOf(line).Should().Equal(TokensOf(json));
    });

    [Fact]
    public void Write_AnyBytes_IsOneLine() => Gen.Byte[(byte)0, (byte)127].Array[1, 200].Sample(bytes =>
    {
        using var writer = new RecordLineWriter();
        using var batch = Batches.OfBytes(bytes);
        writer.WriteAll(batch);

        writer.Lines.Span[..^1].IndexOfAny((byte)'\r', (byte)'\n').Should().Be(-1);
        writer.Lines.Span[^1].Should().Be((byte)'\n');
    });

    [Fact]
    public void WriteAll_SeveralRecords_KeepsTheirOrder() => LinesOf("1", "{\n}", "3").Should().Be("1\n{}\n3\n");

    [Theory]
    [InlineData(64 * 1024 - 1)]
    [InlineData(64 * 1024)]
    [InlineData(64 * 1024 + 1)]
    [InlineData(20_000_000)]
    public void Write_HugeRecord_IsWhole(int length)
    {
        var record = "\"" + new string('x', length) + "\"";

        LinesOf("1", record, "\n" + record).Should().Be("1\n" + record + "\n" + record + "\n");
    }

    [Fact]
    public void Write_EnvelopedRecord_WritesTheWholeOutput()
    {
        using var batch = Batches.Of("{\n\"a\": [\n 1 ]}");
        batch.IsReadOnly = false;
        batch[0].Set("@type"u8, "an event");
        using var writer = new RecordLineWriter();
        writer.WriteAll(batch);

        Encoding.UTF8.GetString(writer.Lines.Span).Should().Be("""{"@type":"an event","a":[1]}""" + "\n");
    }

    [Fact]
    public void LinesOf_LinesInOnePlace_AreNotCopied()
    {
        using var batch = Lane("1", "2", "{\"a\":3}");
        using var writer = new RecordLineWriter();

        var lines = writer.LinesOf(batch);
        TextOf(lines).Should().Be("1\n2\n{\"a\":3}\n");
        lines.Span.Overlaps(batch[1].Raw).Should().BeTrue();
        writer.Lines.IsEmpty.Should().BeTrue();
    }

    [Fact]
    public void LinesOf_BehindSomethingWritten_FollowsIt()
    {
        using var batch = Lane("1", "2");
        using var writer = new RecordLineWriter();
        writer.WriteLineEnd();

        TextOf(writer.LinesOf(batch)).Should().Be("\n1\n2\n");
    }

    [Fact]
    public void LinesOf_NoRecords_IsEmpty()
    {
        using var batch = new RecordBatch();
        using var writer = new RecordLineWriter();

        writer.LinesOf(batch).IsEmpty.Should().BeTrue();
    }

    [Fact]
    public void LinesOf_AnyBatches_IsAsEachRecordIsWrittenByItself() =>
        Gen.Select(Gen.OneOf<string>("1", "{\n}", "\"\r\"", "[\n1, 2]", "{\"a\":1}").Array[0, 8], Gen.Int[0, 8], Gen.Bool, Gen.Bool).Sample((records, at, isLane, isSelected) =>
        {
            at = Math.Min(at, records.Length);
            using var first = isLane ? Lane(records[..at]) : Batches.Of(records[..at]);
            using var second = Lane(records[at..]);
            using var gathered = new RecordBatch();
            gathered.LendAll(first, owner: null);
            gathered.LendAll(second, owner: null);
            int[] selected = [.. Enumerable.Range(0, records.Length).Where(i => !isSelected || i % 3 != 1)];
            if (isSelected)
            {
                gathered.Select(selected, selected.Length);
            }

            using var writer = new RecordLineWriter();
            TextOf(writer.LinesOf(gathered)).Should().Be(string.Concat(selected.Select(i => LinesOf(records[i]))));
        });

    [Fact]
    public void Clear_AfterLines_StartsEmpty()
    {
        using var writer = new RecordLineWriter();
        using var batch = Batches.Of("1");
        writer.WriteAll(batch);
        writer.Clear();
        writer.WriteAll(batch);

        writer.Lines.ToArray().Should().Equal("1\n"u8.ToArray());
    }

    [Fact]
    public void WriteAll_SteadyState_AllocatesNothing()
    {
        using var writer = new RecordLineWriter();
        using var batch = Batches.Of([.. Enumerable.Repeat("{\n \"a\": 1 }", 50), .. Enumerable.Repeat("{\"a\":1}", 50)]);
        writer.WriteAll(batch);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            writer.Clear();
            writer.WriteAll(batch);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }

    static string LinesOf(params string[] records)
    {
        using var writer = new RecordLineWriter();
        using var batch = Batches.Of(records);
        writer.WriteAll(batch);
        return Encoding.UTF8.GetString(writer.Lines.Span);
    }

    static RecordBatch Lane(params string[] records)
    {
        using var source = Batches.Of(records);
        return source.Copy();
    }

    static string TextOf(ReadOnlyMemory<byte> lines) => Encoding.UTF8.GetString(lines.Span);

    /// <summary>Each token with its bytes as they are written, so that a changed escape or number shows.</summary>
    static List<string> TokensOf(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(bytes);
        var tokens = new List<string>();
        while (reader.Read())
        {
            tokens.Add($"{reader.TokenType} {Encoding.UTF8.GetString(reader.ValueSpan)}");
        }

        return tokens;
    }
}
