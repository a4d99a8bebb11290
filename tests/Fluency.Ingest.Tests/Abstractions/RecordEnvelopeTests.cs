using System.Text;
using System.Text.Json;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Abstractions;

public sealed class RecordEnvelopeTests
{
    [Fact]
    public void Envelope_AllKindsOfValues_StandBeforeTheBodyInTheirOrder()
    {
        var record = SomeBatch.OfOne("""{"a":1}""");

        record.Set("chars"u8, "naïve \U0001F600");
        record.SetText("utf8"u8, "naïve"u8);
        record.Set("number"u8, long.MinValue);
        record.Set("yes"u8, true);
        record.Set("no"u8, false);
        record.SetJson("json"u8, """{"x":[1, 2]}"""u8);

        record.Written().Should().Be("""{"chars":"naïve 😀","utf8":"naïve","number":-9223372036854775808,"yes":true,"no":false,"json":{"x":[1, 2]},"a":1}""");
        record.HasEnvelope.Should().BeTrue();
    }

    [Fact]
    public void Envelope_None_WritesTheRawBytesAsTheyAre()
    {
        const string Raw = "{ \"a\" :\t1371.0 , \"A\":\"\\u0041\"}";

        var record = SomeBatch.OfOne(Raw);

        record.Written().Should().Be(Raw);
        record.HasEnvelope.Should().BeFalse();
    }

    [Theory]
    [InlineData("first")]
    [InlineData("middle")]
    [InlineData("last")]
    public void Envelope_NameSetAgain_HoldsTheNewValueOnce(string name)
    {
        var record = SomeBatch.OfOne("{}");
        record.Set("first"u8, "old, long enough to differ");
        record.Set("middle"u8, 1);
        record.SetJson("last"u8, "[]"u8);

        record.Set(Encoding.UTF8.GetBytes(name), "new");

        var members = JsonDocument.Parse(record.Written()).RootElement.EnumerateObject().ToList();
        members.Select(member => member.Name).Should().BeEquivalentTo("first", "middle", "last").And.HaveCount(3);
        members[^1].Name.Should().Be(name);
        members[^1].Value.GetString().Should().Be("new");
    }

    [Fact]
    public void Envelope_NameThatNeedsEscapes_IsEscapedFoundAndReplaced()
    {
        var record = SomeBatch.OfOne("{}");
        var name = "quo\"te\\\n\u0001"u8;

        record.Set(name, 1);
        record.Set("other"u8, 2);
        record.Set(name, 3);

        record.Written().Should().Be("""{"other":2,"quo\"te\\\u000a\u0001":3}""");
        record.TryGetEnvelope(name, out var value).Should().BeTrue();
        value.TryGetInt64(out var number).Should().BeTrue();
        number.Should().Be(3);
    }

    [Fact]
    public void Envelope_NamesThatShareABit_AreToldApart()
    {
        var record = SomeBatch.OfOne("{}");
        var names = Enumerable.Range(0, 200).Select(i => $"n{i}").ToArray();
        names.Select(name => RecordState.BitOf(Encoding.UTF8.GetBytes(name))).Distinct().Count().Should().BeLessThanOrEqualTo(64);

        foreach (var (i, name) in names.Index())
        {
            record.Set(Encoding.UTF8.GetBytes(name), i);
        }

        record.Written().Should().Be("{" + string.Join(',', names.Select((name, i) => $"\"{name}\":{i}")) + "}");
        record.TryGetEnvelope("n200"u8, out _).Should().BeFalse();
    }

    [Fact]
    public void Envelope_NamesOfThisLibrary_HaveBitsOfTheirOwn()
    {
        string[] names = ["@timestamp", "@timestampSource", "@type", "@parser", "@parserVersion", "@event_type", "@eventType", "@source", "@id", "@tags", "@fields", "@error", "@cloudtrail"];

        names.Select(name => RecordState.BitOf(Encoding.UTF8.GetBytes(name))).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void Envelope_NameOfTheBody_OverridesThatMember()
    {
        var record = SomeBatch.OfOne("""{"a":1,"\u0062":{"x":2},"c" : 3,"b":4}""");

        record.Set("b"u8, "mine");

        record.Written().Should().Be("""{"b":"mine","a":1,"c" : 3}""");
    }

    [Fact]
    public void Envelope_NameThatDiffersInCase_OverridesNothing()
    {
        var record = SomeBatch.OfOne("""{"tag":1}""");

        record.Set("Tag"u8, 2);

        record.Written().Should().Be("""{"Tag":2,"tag":1}""");
    }

    [Fact]
    public void Envelope_BodyWithHalfASurrogatePairAsName_KeepsTheMember()
    {
        var record = SomeBatch.OfOne("""{"\ud800":1,"a":2}""");

        record.Set("b"u8, 3);

        record.Written().Should().Be("""{"b":3,"\ud800":1,"a":2}""");
    }

    [Theory]
    [InlineData("{}", """{"x":1}""")]
    [InlineData("{ \n}", """{"x":1}""")]
    [InlineData("[1,2]", """{"x":1,"@record":[1,2]}""")]
    [InlineData("\"text\"", """{"x":1,"@record":"text"}""")]
    [InlineData("1371.0", """{"x":1,"@record":1371.0}""")]
    [InlineData("null", """{"x":1,"@record":null}""")]
    public void Envelope_BodyWithoutMembers_StaysValidJson(string body, string expected)
    {
        var record = SomeBatch.OfOne(body);

        record.Set("x"u8, 1);

        record.Written().Should().Be(expected);
    }

    [Fact]
    public void Nest_WithEnvelope_PutsTheBodyBehindIt()
    {
        var record = SomeBatch.OfOne("""{"a":1}""");
        record.Nest(new NestName("@cloud\"trail"));

        record.Set("x"u8, 1);

        record.Written().Should().Be("""{"x":1,"@cloud\u0022trail":{"a":1}}""");
        record.NestedAs.Should().Be("@cloud\"trail");
    }

    [Fact]
    public void Nest_WithoutEnvelope_WritesTheBodyAlone()
    {
        var record = SomeBatch.OfOne("[1]");

        record.Nest(new NestName("n"));

        record.Written().Should().Be("""{"n":[1]}""");
        record.HasEnvelope.Should().BeTrue();
    }

    [Theory]
    [InlineData("""n""", """{"x":1,"y":2,"n":{"a":1}}""")]
    [InlineData("""x""", """{"n":0,"y":2,"x":{"a":1}}""")]
    [InlineData("""y""", """{"x":1,"n":0,"y":{"a":1}}""")]
    public void Nest_EnvelopeHasTheName_TheRecordWins(string name, string expected)
    {
        var record = SomeBatch.OfOne("""{"a":1}""");
        record.Set("x"u8, 1);
        record.Set("n"u8, 0);
        record.Set("y"u8, 2);

        record.Nest(new NestName(name));

        JsonNodeOf(record.Written()).Should().Be(JsonNodeOf(expected));
    }

    [Fact]
    public void Nest_EnvelopeHasNothingButTheName_TheRecordWins()
    {
        var record = SomeBatch.OfOne("""{"a":1}""");
        record.Set("n"u8, 1);

        record.Nest(new NestName("n"));

        record.Written().Should().Be("""{"n":{"a":1}}""");
    }

    [Fact]
    public void Nest_Twice_TakesTheLastName()
    {
        var record = SomeBatch.OfOne("{}");
        record.Nest(new NestName("first"));

        record.Nest(new NestName("last"));

        record.Written().Should().Be("""{"last":{}}""");
    }

    [Fact]
    public void SetText_NotUtf8_ThrowsAndChangesNothing()
    {
        var record = SomeBatch.OfOne("{}");

        record.Invoking(r => r.SetText("x"u8, [0xff])).Should().Throw<ArgumentException>();
        record.Invoking(r => r.Set([0xc3], 1)).Should().Throw<ArgumentException>();

        record.Written().Should().Be("{}");
    }

    [Fact]
    public void Set_HalfASurrogatePair_IsReplacedAsDotNetDoes()
    {
        var record = SomeBatch.OfOne("{}");

        record.Set("x"u8, "a\ud800");

        record.Written().Should().Be("{\"x\":\"a\ufffd\"}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("1 2")]
    [InlineData("{} {}")]
    [InlineData("{\"a\":}")]
    [InlineData("tru")]
    [InlineData("'a'")]
    public void SetJson_NotOneValue_ThrowsAndChangesNothing(string json)
    {
        var record = SomeBatch.OfOne("{}");

        record.Invoking(r => r.SetJson("x"u8, Encoding.UTF8.GetBytes(json))).Should().Throw<JsonException>();

        record.Written().Should().Be("{}");
    }

    [Fact]
    public void SetJson_NotUtf8_Throws() =>
        SomeBatch.OfOne("{}").Invoking(r => r.SetJson("x"u8, [(byte)'"', 0xff, (byte)'"'])).Should().Throw<JsonException>();

    [Theory]
    [InlineData("1 ")]
    [InlineData(" {\"x\": [1, 2]}\n")]
    [InlineData("\t\"a\"\r\n")]
    public void SetJson_WhiteSpaceAround_IsNoPartOfTheValue(string json)
    {
        var record = SomeBatch.OfOne("""{"z":0}""");
        record.SetJson("a"u8, Encoding.UTF8.GetBytes(json));
        record.SetJson("b"u8, "2"u8);

        record.TryGetEnvelope("a"u8, out var value).Should().BeTrue();
        Encoding.UTF8.GetString(value.Json).Should().Be(json.Trim());
        record.TryGetEnvelope("b"u8, out _).Should().BeTrue();
        record.SetJson("a"u8, "3"u8);
        record.Written().Should().Be("""{"b":2,"a":3,"z":0}""");
    }

    [Fact]
    public void SetJson_DeeperThanReadersAllowByDefault_IsKeptAndFound()
    {
        var record = SomeBatch.OfOne("{}");
        var deep = new string('[', 500) + new string(']', 500);

        record.SetJson("deep"u8, Encoding.UTF8.GetBytes(deep));
        record.Set("x"u8, 1);
        record.Set("x"u8, 2);

        record.Written().Should().Be("{\"deep\":" + deep + ",\"x\":2}");
    }

    [Fact]
    public void SetJson_ValueReadFromTheRecordItself_SurvivesGrowthOfTheArena()
    {
        var record = SomeBatch.OfOne("{}");
        record.Set("x"u8, "value");
        record.TryGetEnvelope("x"u8, out var value);

        for (var i = 0; i < 20; i++)
        {
            record.Set(Encoding.UTF8.GetBytes($"fill{i}"), new string('x', 5000));
        }

        record.SetJson("copy"u8, value.Json);
        record.TryGetEnvelope("copy"u8, out var copy).Should().BeTrue();
        copy.GetString().Should().Be("value");
    }

    [Fact]
    public void TryGetEnvelope_AbsentName_FindsNothing()
    {
        var record = SomeBatch.OfOne("""{"a":1}""");
        record.Set("x"u8, 1);

        record.TryGetEnvelope("a"u8, out var value).Should().BeFalse();
        value.Kind.Should().Be(JsonTokenType.None);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public void NestName_Empty_Throws(string? name) => FluentActions.Invoking(() => new NestName(name!)).Should().Throw<ArgumentException>();

    static string JsonNodeOf(string json) => JsonSerializer.Serialize(JsonDocument.Parse(json).RootElement.EnumerateObject()
        .OrderBy(member => member.Name, StringComparer.Ordinal).Select(member => (member.Name, member.Value.GetRawText()).ToString()));
}
