using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fluency.Ingest.Testing.Generation;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.FunctionalTests.LocalAwsTests;

public partial class CloudTrailGeneratorTests
{
    static readonly List<GeneratedFile> Archive = [.. new CloudTrailGenerator(seed: 1).Files(300)];

    static readonly List<string> Records = [.. Archive.SelectMany(static file => file.Records).Select(static record => Encoding.UTF8.GetString(record.Span))];

    /// <summary>What real records have, as a pattern on their text.</summary>
    public static TheoryData<string> Quirks => new()
    {
        "\"type\":\"IAMUser\"",
        "\"type\":\"AssumedRole\"",
        "\"type\":\"Root\"",
        "\"type\":\"AWSService\"",
        "\"type\":\"WebIdentityUser\"",
        "\"type\":\"IdentityCenterUser\"",
        "\"userIdentity\":\\{\"accountId\":",
        "\"sourceIPAddress\":\"[a-z0-9]+\\.amazonaws\\.com\"",
        "\"sourceIPAddress\":\"AWS Internal\"",
        "\"sourceIPAddress\":\"253\\.252\\.\\d+\\.07\"",
        "\"sourceIPAddress\":\"2001:db8:",
        "\"eventName\":\"ConsoleLogin\".*\"MFAUsed\":\"Yes\"",
        "\"eventName\":\"ConsoleLogin\".*\"MFAUsed\":\"No\"",
        "\"ConsoleLogin\":\"Failure\"",
        "\"userName\":\"HIDDEN_DUE_TO_SECURITY_REASONS\"",
        "\"errorCode\":\"[^\"]+\",\"errorMessage\"",
        "\"errorCode\":\"[^\"]+\"(?!,\"errorMessage\")",
        "\"requestParameters\":null",
        "\"requestParameters\":\\{",
        "\"requestParameters\":\"",
        "\"responseElements\":\"",
        "\"serviceEventDetails\":\"",
        "\"retention\":\\d+\\.0[,}]",
        "\"lastAccessTime\":1\\.\\d{12}E9",
        "\"bytesTransferredOut\":\\d+\\.0",
        "\"big\":\\d{19}",
        "\"Tag\":.*\"tag\":.*\"TAG\":",
        "\"\\{ truncated",
        "\\\\u003c\\\\u003E",
        "\\\\ud83d\\\\ude00",
        "\u65e5\u672c",
        "\U0001F600",
        "\"resources\":\\[.*\"ARNPrefix\"",
        "\"eventCategory\":\"Data\"",
        "\"eventCategory\":\"NetworkActivity\"",
        "\"eventType\":\"AwsCloudTrailInsight\"",
        "\"eventType\":\"AwsAggregatedEvent\"",
        "\"eventTime\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d: \\d\\d: \\d\\dZ\"",
        "\"vpcEndpointId\":\"AWS Internal\"",
        "\"apiVersion\":null",
        "\"addendum\":\\{",
        "\"sessionCredentialFromConsole\":\"true\"",
    };

    [Theory]
    [MemberData(nameof(Quirks))]
    public void Files_EachQuirk_IsThere(string pattern)
        => Records.Should().Contain(record => Regex.IsMatch(record, pattern, RegexOptions.CultureInvariant));

    [Theory]
    [InlineData("requestID")]
    [InlineData("eventTime")]
    [InlineData("userAgent")]
    [InlineData("errorCode")]
    public void Files_FieldsThatMayBeMissing_AreMissingSomewhere(string field)
        => Records.Select(static record => JsonElement.Parse(record)).Should().Contain(record => IsOrdinary(record) && !HasField(record, field));

    [Fact]
    public void Files_Bytes_AreGzipOfAnObjectWithTheRecords()
    {
        foreach (var file in Archive)
        {
            var content = Decompress(file.Bytes);
            content.AsSpan().SequenceEqual(file.Content.Span).Should().BeTrue(file.Key);
            var elements = JsonElement.Parse(content).GetProperty("Records").EnumerateArray().Select(static element => element.GetRawText());
            elements.Should().Equal(file.Records.Select(static record => Encoding.UTF8.GetString(record.Span)));
        }
    }

    [Fact]
    public void Files_Keys_FollowTheGrammarAndDiffer()
    {
        Archive.Should().OnlyContain(static file => KeyGrammar().IsMatch(file.Key));
        Archive.Select(static file => file.Key).Should().OnlyHaveUniqueItems();
        Archive.Select(static file => file.Key.Split('/')[1]).Distinct().Should().HaveCount(3);
        Archive.Select(static file => file.Key.Split('/')[3]).Distinct().Should().HaveCountGreaterThan(3);
    }

    [Fact]
    public void Files_EventIds_AreUnique()
        => Records.Select(static record => EventId().Match(record).Groups[1].Value).Should().OnlyHaveUniqueItems();

    [Fact]
    public void Files_Orders_AreDozens()
        => Records.Select(static record => string.Join(',', JsonElement.Parse(record).EnumerateObject().Select(static property => property.Name)))
            .Distinct().Count().Should().BeGreaterThan(50);

    [Fact]
    public void Files_Sizes_AreThoseOfARealArchive()
    {
        var counts = Archive.Select(static file => file.Records.Count).Order().ToList();
        var packed = Archive.Select(static file => file.Bytes.Length).Order().ToList();

        counts[150].Should().BeInRange(4, 7);
        packed[150].Should().BeInRange(1_000, 3_500);
        counts[^1].Should().BeGreaterThan(100);
        Records.Average(static record => Encoding.UTF8.GetByteCount(record)).Should().BeInRange(1_500, 1_900);
    }

    [Fact]
    public void Files_SameSeed_GivesTheSameBytes()
    {
        var again = new CloudTrailGenerator(seed: 1).Files(40).ToList();

        again.Select(static file => file.Key).Should().Equal(Archive.Take(40).Select(static file => file.Key));
        again.Select(static file => Convert.ToHexString(file.Bytes.Span)).Should().Equal(Archive.Take(40).Select(static file => Convert.ToHexString(file.Bytes.Span)));
    }

    [Fact]
    public void Files_OtherSeed_GivesOthers()
        => new CloudTrailGenerator(seed: 2).Files(40).Select(static file => file.Key).Should().NotIntersectWith(Archive.Select(static file => file.Key));

    [Fact]
    public void Files_PrefixAndAccounts_AreInTheKeys()
        => new CloudTrailGenerator { Prefix = "org/logs/", Accounts = ["999999999999"] }.Files(3).Should().OnlyContain(static file => file.Key.StartsWith("org/logs/AWSLogs/999999999999/", StringComparison.Ordinal));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(777)]
    public void WriteFile_Count_HasThatManyRecords(int records)
    {
        using var stream = new MemoryStream();

        new CloudTrailGenerator(seed: 3).WriteFile(stream, records);

        JsonElement.Parse(Decompress(stream.ToArray())).GetProperty("Records").GetArrayLength().Should().Be(records);
    }

    [Fact]
    public void WriteFile_SameSeed_GivesTheSameBytes()
    {
        using var first = new MemoryStream();
        using var second = new MemoryStream();
        new CloudTrailGenerator(seed: 3).WriteFile(first, 100);

        new CloudTrailGenerator(seed: 3).WriteFile(second, 100);

        second.ToArray().Should().Equal(first.ToArray());
    }

    [Fact]
    public void WriteFile_MoreThanFitsInMemory_ReachesTheDestinationWhileItIsMade()
    {
        using var full = new FullStream(1_000_000);

        var write = () => new CloudTrailGenerator().WriteFile(full, long.MaxValue);

        write.Should().Throw<IOException>().WithMessage("full");
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(25, 25)]
    public void File_Count_HasThatManyRecords(int records, int expected)
        => new CloudTrailGenerator().File(records).Records.Should().HaveCount(expected);

    static bool IsOrdinary(JsonElement record) => record.TryGetProperty("userIdentity", out _);

    static bool HasField(JsonElement record, string name) => record.TryGetProperty(name, out _);

    static byte[] Decompress(ReadOnlyMemory<byte> bytes)
    {
        using var gzip = new GZipStream(new MemoryStream(bytes.ToArray()), CompressionMode.Decompress);
        using var content = new MemoryStream();
        gzip.CopyTo(content);
        return content.ToArray();
    }

    [GeneratedRegex(@"^AWSLogs/(\d{12})/(CloudTrail(?:-Insight|-NetworkActivity|-Aggregated)?)/([a-z0-9-]+)/2026/\d\d/\d\d/\1_\2_\3_2026\d{4}T\d{4}Z_[A-Za-z0-9]{16}\.json\.gz$")]
    private static partial Regex KeyGrammar();

    [GeneratedRegex("\"event(?:ID|Id)\":\"([^\"]+)\"")]
    private static partial Regex EventId();
}
