using System.Text;
using System.Text.Json;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Abstractions;

public sealed class RecordBodyTests
{
    [Theory]
    [InlineData("a", """{"a":9,"b":{"c":{"d":"x"}},"e":[1]}""")]
    [InlineData("b", """{"a":1,"b":9,"e":[1]}""")]
    [InlineData("b.c", """{"a":1,"b":{"c":9},"e":[1]}""")]
    [InlineData("b.c.d", """{"a":1,"b":{"c":{"d":9}},"e":[1]}""")]
    [InlineData("e", """{"a":1,"b":{"c":{"d":"x"}},"e":9}""")]
    public void Replace_ByPath_ChangesThatValueAlone(string path, string expected)
    {
        var record = SomeBatch.OfOne("""{"a":1,"b":{"c":{"d":"x"}},"e":[1]}""");

        record.Replace(RecordPath.Parse(path), "9"u8).Should().BeTrue();

        record.BodyText().Should().Be(expected);
        record.Written().Should().Be(expected);
        Encoding.UTF8.GetString(record.Raw).Should().Be("""{"a":1,"b":{"c":{"d":"x"}},"e":[1]}""");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"b":1}""")]
    [InlineData("""{"A":{"b":1}}""")]
    [InlineData("""{"a":"b"}""")]
    [InlineData("""{"a":[{"b":1}]}""")]
    [InlineData("""{"a":{"B":1}}""")]
    [InlineData("""[{"a":{"b":1}}]""")]
    [InlineData("\"a\"")]
    [InlineData("""{"a":{"b":1},"a":2}""")]
    [InlineData("""{"a":{"b":1},"a":{"c":1}}""")]
    public void Replace_AbsentPath_ChangesNothing(string raw)
    {
        var record = SomeBatch.OfOne(raw);

        record.Replace(RecordPath.Parse("a.b"), "9"u8).Should().BeFalse();

        record.Written().Should().Be(raw);
    }

    [Fact]
    public void Replace_SeveralTimes_EachSeesTheOneBefore()
    {
        var record = SomeBatch.OfOne("""{"a":1,"b":"long text"}""");

        record.Replace(RecordPath.Parse("b"), """{"c":[1,2,3,4,5,6,7,8,9]}"""u8);
        record.Replace(RecordPath.Parse("a"), "\"wide value\""u8);
        record.Replace(RecordPath.Parse("b.c"), "0"u8);

        record.BodyText().Should().Be("""{"a":"wide value","b":{"c":0}}""");
    }

    [Fact]
    public void Replace_RepeatedName_ChangesTheLast()
    {
        var record = SomeBatch.OfOne("""{"a":1,"\u0061":2,"A":3}""");

        record.Replace(RecordPath.Parse("a"), "9"u8).Should().BeTrue();

        record.BodyText().Should().Be("""{"a":1,"\u0061":9,"A":3}""");
    }

    [Fact]
    public void Replace_NotJson_ThrowsAndChangesNothing()
    {
        var record = SomeBatch.OfOne("""{"a":1}""");

        record.Invoking(r => r.Replace(RecordPath.Parse("a"), "{"u8)).Should().Throw<JsonException>();

        record.BodyText().Should().Be("""{"a":1}""");
    }

    [Fact]
    public void Replace_ByAPartOfTheBodyItself_CopiesIt()
    {
        var record = SomeBatch.OfOne("""{"a":{"b":"deep"},"c":0}""");
        record.Replace(RecordPath.Parse("c"), "1"u8);
        record.TryGet(RecordPath.Parse("a.b"), out var deep);

        record.Replace(RecordPath.Parse("a"), deep.Json);

        record.BodyText().Should().Be("""{"a":"deep","c":1}""");
    }

    [Fact]
    public void Replace_WithEnvelopeAndNest_ShowsInTheOutput()
    {
        var record = SomeBatch.OfOne("""{"a":1}""");
        record.Set("x"u8, 1);
        record.Replace(RecordPath.Parse("a"), "9"u8);
        record.Set("y"u8, 2);
        record.Nest(new NestName("n"));

        record.Written().Should().Be("""{"x":1,"y":2,"n":{"a":9}}""");
    }

    [Theory]
    [InlineData("""{"a":{"b":1},"a":{"b":2}}""", "2")]
    [InlineData("""{"a":{"b":1,"b":[2]}}""", "[2]")]
    [InlineData("""{"x":{"b":0},"a":{"x":{"b":0},"b":{"b":1}}}""", """{"b":1}""")]
    [InlineData("""{"\u0061":{"\u0062":"x"}}""", "\"x\"")]
    [InlineData("""{"\ud800":1,"a":{"\udfff\u0062":1,"b":null}}""", "null")]
    [InlineData(""" { "a" : { "b" : 1371.0 } } """, "1371.0")]
    public void TryGet_UnusualForms_FindsTheLastValue(string raw, string expected) => SomeBatch.OfOne(raw).TextAt("a.b").Should().Be(expected);

    [Theory]
    [InlineData("""{"a":{"b":1},"a":null}""")]
    [InlineData("""{"a":{"b":1},"a":{}}""")]
    [InlineData("""{"A":{"b":1}}""")]
    [InlineData("[]")]
    [InlineData("null")]
    public void TryGet_AbsentOrOverridden_FindsNothing(string raw) => SomeBatch.OfOne(raw).TextAt("a.b").Should().BeNull();

    [Fact]
    public void TryGet_AtAnyDepth_IsFound()
    {
        var raw = "{\"skip\":" + new string('[', 300) + new string(']', 300) + ",\"a\":{\"b\":1}}";

        SomeBatch.OfOne(raw).TextAt("a.b").Should().Be("1");
    }

    [Fact]
    public void TryGet_LongEscapedName_IsComparedWhole()
    {
        var name = new string('n', 700);

        SomeBatch.OfOne($"{{\"\\u006e{name[1..]}\":1}}").TextAt(name).Should().Be("1");
        SomeBatch.OfOne($"{{\"\\u006e{name}\":1}}").TextAt(name).Should().BeNull();
    }

    [Fact]
    public void Find_SeveralPaths_AnswersInTheirOrderAndForgetsTheRecordBefore()
    {
        var paths = RecordPaths.Parse("b", "a.x", "a", "missing", "a.y.z");
        var fields = new RecordField[7];
        using var batch = SomeBatch.Of("""{"a":{"x":1,"y":{"z":2}},"b":"t","missing":0}""", """{"a":{"x":true},"b":{}}""");

        batch[0].Find(paths, fields);
        batch[1].Find(paths, fields);

        fields[..5].Select(field => (field.Kind, Text(batch[1], field))).Should().Equal(
            (JsonTokenType.StartObject, "{}"), (JsonTokenType.True, "true"), (JsonTokenType.StartObject, """{"x":true}"""), (JsonTokenType.None, ""), (JsonTokenType.None, ""));
        fields[3].Exists.Should().BeFalse();
    }

    [Fact]
    public void Find_TooFewFields_Throws() =>
        SomeBatch.OfOne("{}").Invoking(record => record.Find(RecordPaths.Parse("a", "b"), new RecordField[1])).Should().Throw<ArgumentException>();

    [Fact]
    public void Find_ManyNamesOfOneLength_AreToldApart()
    {
        var names = Enumerable.Range(10, 80).Select(i => $"name{i}").ToArray();
        var record = SomeBatch.OfOne("{" + string.Join(',', names.Reverse().Select((name, i) => $"\"{name}\":{i}")) + "}");
        var fields = new RecordField[names.Length];

        record.Find(RecordPaths.Parse(names), fields);

        fields.Select(field => Text(record, field)).Should().Equal(Enumerable.Range(0, names.Length).Reverse().Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a..b")]
    [InlineData(".a")]
    [InlineData("a.")]
    public void RecordPath_EmptyName_Throws(string path)
    {
        FluentActions.Invoking(() => RecordPath.Parse(path)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => RecordPaths.Parse("x", path)).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void RecordPath_OfNamesWithDots_KeepsThemWhole()
    {
        var record = SomeBatch.OfOne("""{"a.b":{"c":1}}""");

        record.TryGet(RecordPath.Of("a.b", "c"), out var value).Should().BeTrue();
        value.Json.SequenceEqual("1"u8).Should().BeTrue();
    }

    [Fact]
    public void RecordPaths_NamedTwice_Throws() => FluentActions.Invoking(() => RecordPaths.Parse("a.b", "a", "a.b")).Should().Throw<ArgumentException>().WithMessage("*twice*");

    static string Text(Record record, RecordField field) => Encoding.UTF8.GetString(record.ValueOf(field).Json);
}
