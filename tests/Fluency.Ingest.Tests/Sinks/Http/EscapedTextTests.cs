using System.Text.Encodings.Web;
using System.Text.Json;
using CsCheck;
using Fluency.Ingest.Sinks.Http;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Sinks.Http;

public sealed class EscapedTextTests
{
    [Theory]
    [InlineData("ab/c+d==", "x ab/c+d== y", "x * y")]
    [InlineData("ab/c+d==", "x AB/C+D== y", "x * y")]
    [InlineData("ab/c+d==", """{"text":"bad ab\/c+d=="}""", """{"text":"bad *"}""")]
    [InlineData("ab/c+d==", """{"text":"bad ab/c\u002bd\u003D\u003d"}""", """{"text":"bad *"}""")]
    [InlineData("ab/c+d==", """{"text":"\u0061\u0062\u002f\u0063\u002b\u0064\u003d\u003d"}""", """{"text":"*"}""")]
    [InlineData("ab/c+d==", """{"text":"{\"t\":\"ab\\\/c\\u002bd==\"}"}""", """{"text":"{\"t\":\"*\"}"}""")]
    [InlineData("ab/c+d==", "GET /ab%2Fc%2bd%3D%3D twice: ab%2fc+d==", "GET /* twice: *")]
    [InlineData("""a\b"c""", """{"text":"a\\b\"c"}""", """{"text":"*"}""")]
    [InlineData("""a\b"c""", """{"text":"a\u005cb\u0022c"}""", """{"text":"*"}""")]
    [InlineData("""a\\b""", """{"text":"a\\\\b"}""", """{"text":"*"}""")]
    [InlineData("%2B", "%2B", "*")]
    [InlineData("%2B", "%252B", "*")]
    [InlineData("u0041", """\u0041u0041""", """\*""" + "*")]
    [InlineData("/abc", """x\/abc""", """x\*""")]
    [InlineData("abc", """ab\n ab\u002 ab% ab\""", """ab\n ab\u002 ab% ab\""")]
    [InlineData("abc", "", "")]
    public void Replace_WordInAnyForm_IsReplaced(string word, string text, string expected) => EscapedText.Replace(text, word, "*").Should().Be(expected);

    [Fact]
    public void Replace_AnyTokenWrittenAsJson_IsReplacedWhole() =>
        Gen.Select(Gen.Char["abcXYZ019+/=-_.~&<>'"].Array[6, 40], Gen.Bool, Gen.Bool).Sample(static (characters, isRelaxed, isNested) =>
        {
            var options = new JsonSerializerOptions { Encoder = isRelaxed ? JavaScriptEncoder.UnsafeRelaxedJsonEscaping : JavaScriptEncoder.Default };
            string Write(string word) => JsonSerializer.Serialize(isNested ? JsonSerializer.Serialize(word, options) : word, options);
            var token = new string(characters);

            EscapedText.Replace(Write(token), token, " ").Should().Be(Write(" "));
        });
}
