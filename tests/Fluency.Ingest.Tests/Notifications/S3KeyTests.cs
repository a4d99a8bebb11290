using System.Globalization;
using System.Text;
using CsCheck;
using Fluency.Ingest.Notifications;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Notifications;

public sealed class S3KeyTests
{
    [Theory]
    [InlineData("AWSLogs/1/a.json.gz", "AWSLogs/1/a.json.gz")]
    [InlineData("red+flower.jpg", "red flower.jpg")]
    [InlineData("a%2Bb", "a+b")]
    [InlineData("a%20b", "a b")]
    [InlineData("AWSLogs%2F1%2fa", "AWSLogs/1/a")]
    [InlineData("%C3%BC%F0%9F%8E%89", "ü🎉")]
    [InlineData("ü+ö", "ü ö")]
    [InlineData("%2541", "%41")]
    [InlineData("100%", "100%")]
    [InlineData("100%2", "100%2")]
    [InlineData("100%zz%4", "100%zz%4")]
    [InlineData("%%41", "%A")]
    public void Decode_EncodedKey_IsTheKey(string encoded, string expected)
    {
        S3Key.TryDecode(encoded, out var key).Should().BeTrue();
        key.Should().Be(expected);
    }

    [Theory]
    [InlineData("%FF")]
    [InlineData("a%C3")]
    [InlineData("%C3+%BC")]
    [InlineData("%ED%A0%80")]
    [InlineData("%C0%80")]
    public void Decode_NoValidUtf8_IsNoKey(string encoded) => S3Key.TryDecode(encoded, out _).Should().BeFalse();

    [Fact]
    public void Decode_AnyKeyEncodedByteByByte_IsTheKey() => Gen.String[Gen.Char.Where(static c => !char.IsSurrogate(c)), 0, 40].Sample(static key =>
    {
        var encoded = string.Concat(Encoding.UTF8.GetBytes(key).Select(static b => b == ' ' ? "+" : "%" + b.ToString("X2", CultureInfo.InvariantCulture)));
        return S3Key.TryDecode(encoded, out var decoded) && decoded == key;
    });
}
