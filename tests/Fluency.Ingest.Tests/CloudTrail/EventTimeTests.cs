using System.Globalization;
using System.Text;
using CsCheck;
using Fluency.Ingest.CloudTrail;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.CloudTrail;

public sealed class EventTimeTests
{
    static readonly ObjectReference Unnamed = new("trail", "x.json") { Uri = "s3://trail/x.json" };

    [Theory]
    [InlineData("1970-01-01T00:00:00Z", 0)]
    [InlineData("2023-07-10T12:34:56Z", 1688992496000)]
    [InlineData("2024-02-29T23:59:59Z", 1709251199000)]
    [InlineData("2023-07-10T12:34:56.1Z", 1688992496100)]
    [InlineData("2023-07-10T12:34:56.123999999Z", 1688992496123)]
    [InlineData("2023-07-10T14:34:56+02:00", 1688992496000)]
    [InlineData("2023-07-10T07:04:56.5-05:30", 1688992496500)]
    [InlineData("2016-12-31T23:59:60Z", 1483228800000)]
    [InlineData("2017-01-01T00:59:60+01:00", 1483228800000)]
    [InlineData("0001-01-01T00:00:00Z", -62135596800000)]
    [InlineData("9999-12-31T23:59:59Z", 253402300799000)]
    [InlineData("1969-12-31T23:59:59Z", -1000)]
    public void Accepts_Rfc3339(string text, long expected)
    {
        EventTime.TryParse(Encoding.UTF8.GetBytes(text), out var time).Should().BeTrue();
        time.Should().Be(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Z")]
    [InlineData("2014-03-06T21: 22: 54Z")]
    [InlineData("2022-09-15 13:45:24")]
    [InlineData("2025-01-21 18:12:33.000000000")]
    [InlineData("2023-07-10T12:34:56")]
    [InlineData("2023-07-10T12:34:56z")]
    [InlineData("2023-07-10t12:34:56Z")]
    [InlineData("2023-07-10T12:34:56.Z")]
    [InlineData("2023-07-10T12:34:56.123")]
    [InlineData("2023-07-10T12:34:56ZZ")]
    [InlineData("2023-07-10T12:34:56+0200")]
    [InlineData("2023-07-10T12:34:56+24:00")]
    [InlineData("2023-07-10T12:34:56+02:60")]
    [InlineData("2023-02-29T12:34:56Z")]
    [InlineData("2023-13-01T12:34:56Z")]
    [InlineData("2023-00-01T12:34:56Z")]
    [InlineData("2023-01-00T12:34:56Z")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("2023-07-10T24:00:00Z")]
    [InlineData("2023-07-10T12:60:00Z")]
    [InlineData("2023-07-10T12:34:60Z")]
    [InlineData("2023-07-10T12:34:61Z")]
    [InlineData("0001-01-01T00:00:00+00:01")]
    [InlineData("9999-12-31T23:59:59-00:01")]
    [InlineData("23-07-10T12:34:56Z")]
    [InlineData("2023-7-10T12:34:56Z")]
    [InlineData("+023-07-10T12:34:56Z")]
    [InlineData(" 2023-07-10T12:34:56Z")]
    [InlineData("20230710T123456Z")]
    public void Rejects_AllElse(string text) => EventTime.TryParse(Encoding.UTF8.GetBytes(text), out _).Should().BeFalse();

    [Fact]
    public void Accepts_EveryTimeThatDotNetWrites() => Gen.Long[0, 253402300799].Sample(seconds =>
    {
        var text = DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        EventTime.TryParse(Encoding.UTF8.GetBytes(text), out var time).Should().BeTrue();
        time.Should().Be(seconds * 1000);
    });

    [Fact]
    public void Rejects_TextCutAtEveryByte()
    {
        const string Text = "2023-07-10T12:34:56.5+02:00";

        for (var length = 0; length < Text.Length; length++)
        {
            EventTime.TryParse(Encoding.UTF8.GetBytes(Text[..length]), out _).Should().BeFalse(Text[..length]);
        }
    }

    [Fact]
    public void Timestamp_OfEventTime_NamesNoSource()
    {
        var record = Adjusted.With("\"eventTime\":\"\\u0032023-07-10T12:34:56Z\"");

        ((long?)record["@timestamp"]).Should().Be(1688992496000);
        record.ContainsKey("@timestampSource").Should().BeFalse();
    }

    [Fact]
    public void Timestamp_OfAnAggregate_IsItsWindowStart()
    {
        var record = Adjusted.With("\"eventCategory\":\"Aggregated\",\"timeWindow\":{\"windowStart\":\"2026-01-02T00:00:00Z\",\"windowEnd\":\"2026-01-02T00:05:00Z\"}");

        ((long?)record["@timestamp"]).Should().Be(1767312000000);
        record.ContainsKey("@timestampSource").Should().BeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"eventTime\":null")]
    [InlineData("\"eventTime\":1688992496")]
    [InlineData("\"eventTime\":\"2014-03-06T21: 22: 54Z\"")]
    [InlineData("\"eventTime\":\"\\ud800\"")]
    [InlineData("\"timeWindow\":{\"windowStart\":\"2026-01-02T00:00:00Z\"}")]
    public void Timestamp_NoEventTime_IsTheDeliveryTimeInTheName(string members)
    {
        var record = Adjusted.With(members);

        ((long?)record["@timestamp"]).Should().Be(new DateTimeOffset(2023, 7, 10, 12, 40, 0, TimeSpan.Zero).ToUnixTimeMilliseconds());
        ((string?)record["@timestampSource"]).Should().Be("deliveryTime");
    }

    [Fact]
    public void Timestamp_NoTimeInTheNameEither_IsWhenTheObjectWasLastModified()
    {
        var record = Adjusted.With("", Unnamed with { LastModified = DateTimeOffset.FromUnixTimeMilliseconds(1234567) });

        ((long?)record["@timestamp"]).Should().Be(1234567);
        ((string?)record["@timestampSource"]).Should().Be("lastModified");
    }

    [Fact]
    public void Timestamp_NoTimeAtAll_IsAbsent() => Adjusted.With("", Unnamed).Select(member => member.Key).Should().NotContain(["@timestamp", "@timestampSource"]);
}
