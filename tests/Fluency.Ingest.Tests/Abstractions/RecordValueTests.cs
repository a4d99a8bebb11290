using System.Text;
using System.Text.Json;
using CsCheck;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Abstractions;

public sealed class RecordValueTests
{
    static readonly RecordPath Path = RecordPath.Parse("v");

    [Theory]
    [InlineData("\"text\"", "text", true)]
    [InlineData("\"\\u0074ext\"", "text", true)]
    [InlineData("\"\"", "", true)]
    [InlineData("\"text\"", "Text", false)]
    [InlineData("\"text \"", "text", false)]
    [InlineData("\"\\ud800\"", "?", false)]
    [InlineData("\"a\\ud800\"", "a", false)]
    [InlineData("\"C:\\temp\"", "C:\\temp", false)]
    [InlineData("\"C:\\\\temp\"", "C:\\temp", true)]
    [InlineData("1", "1", false)]
    [InlineData("null", "null", false)]
    [InlineData("{}", "{}", false)]
    public void TextEquals_AnyValue_SaysWhetherItIsThatText(string json, string text, bool expected) =>
        ValueOf(json).TextEquals(Encoding.UTF8.GetBytes(text)).Should().Be(expected);

    [Fact]
    public void GetString_RandomText_IsTheText() => GenJson.String.Sample(json =>
    {
        var value = ValueOf(json);
        var expected = JsonDocument.Parse(json).RootElement.GetString()!;
        value.GetString().Should().Be(expected);
        value.TryGetText(new byte[json.Length * 3], out var text).Should().BeTrue();
        Encoding.UTF8.GetString(text).Should().Be(expected);
        value.TextEquals(Encoding.UTF8.GetBytes(expected)).Should().BeTrue();
    });

    [Theory]
    [InlineData("\"\\ud83d\"")]
    [InlineData("\"\\ude00\\ud83d\"")]
    [InlineData("1")]
    [InlineData("true")]
    [InlineData("[\"a\"]")]
    public void GetString_NoText_IsNull(string json)
    {
        ValueOf(json).GetString().Should().BeNull();
        ValueOf(json).TryGetText(new byte[100], out _).Should().BeFalse();
    }

    [Fact]
    public void TryGetText_EscapesAndABufferAsLongAsTheJson_IsEnough()
    {
        const string Json = "\"\\u00e4\\n\\ud83d\\ude00\"";

        ValueOf(Json).TryGetText(new byte[Json.Length], out var text).Should().BeTrue();

        Encoding.UTF8.GetString(text).Should().Be("ä\n\U0001F600");
    }

    [Fact]
    public void TryGetText_BufferTooShort_SaysNo() => ValueOf("\"\\u0041BCD\"").TryGetText(new byte[3], out _).Should().BeFalse();

    [Fact]
    public void TryGetText_NoEscapes_NeedsNoBuffer()
    {
        ValueOf("\"abc\"").TryGetText([], out var text).Should().BeTrue();
        text.SequenceEqual("abc"u8).Should().BeTrue();
    }

    [Theory]
    [InlineData("0", true, 0)]
    [InlineData("-9223372036854775808", true, long.MinValue)]
    [InlineData("9223372036854775807", true, long.MaxValue)]
    [InlineData("9223372036854775808", false, 0)]
    [InlineData("1371.0", false, 0)]
    [InlineData("1e3", false, 0)]
    [InlineData("\"1\"", false, 0)]
    [InlineData("true", false, 0)]
    public void TryGetInt64_AnyValue_TakesWholeNumbersThatFit(string json, bool isNumber, long expected)
    {
        ValueOf(json).TryGetInt64(out var number).Should().Be(isNumber);
        if (isNumber)
        {
            number.Should().Be(expected);
        }
    }

    static RecordValue ValueOf(string json)
    {
        SomeBatch.OfOne($"{{\"v\":{json}}}").TryGet(Path, out var value).Should().BeTrue();
        return value;
    }
}
