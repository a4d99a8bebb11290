using System.Text;
using Fluency.Ingest.Records;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Records;

public class RecordReaderStructureTests
{
    static readonly RecordOptions Structure = new() { Validation = RecordValidation.Structure };

    static readonly RecordOptions Small = new() { Validation = RecordValidation.Structure, MaxRecordBytes = 1000, MaxDepth = 3 };

    // At every place of a block of 64 bytes, so that each byte of it is once the last, and once the first.
    [Theory]
    [InlineData("{'a':'b'}")]
    [InlineData("{'a':'\\'}],'}")]
    [InlineData("{'a':'\\\\','b':'\\\\\\'}'}")]
    [InlineData("{'a\\'':{'b':[{},[],{'c':[[]]}]}}")]
    [InlineData("[[[{}]],{'a':[1,2]}]")]
    [InlineData("{'\u00fc\u20ac':'\U0001F600'}")]
    [InlineData("{'{':'}','[':']',':':',','a':'\\u007b'}")]
    [InlineData("{'a':{'b':{'c':{'d':{'e':{'f':{'g':{}}}}}}}}")]
    public void RecordScanner_AnythingAtAnyPlaceOfABlock_IsRead(string piece)
    {
        piece = piece.Replace('\'', '"');
        for (var padding = 0; padding <= 140; padding++)
        {
            var record = $"{{\"{new string('p', padding)}\":{piece},\"z\":\"{new string('z', 100)}\"}}";
            var text = Encoding.UTF8.GetBytes($"{{\"Records\":[{record},{piece} , {record}]}}{new string(' ', 100)}");

            RecordScanning.RecordsOf(text, options: Structure).Should().Equal(record, piece, record);
            RecordScanning.RecordsOf(text, 1, Structure).Should().Equal(record, piece, record);
            RecordScanning.RecordsOf(text, 1 + padding, Structure).Should().Equal(record, piece, record);
        }
    }

    [Theory]
    [InlineData("[{'a':1]]")]
    [InlineData("[{'a':[1}}]")]
    [InlineData("[{'a':[[[[{]]]]}]")]
    [InlineData("[{'a':{'b':[{}}]}]")]
    [InlineData("[{'a':'b}]")]
    [InlineData("[{'a':'b\\'}]")]
    [InlineData("[{'a':\\'b'}]")]
    [InlineData("[{\\}]")]
    [InlineData("[{'a':1}")]
    [InlineData("[{'a':1}]]")]
    [InlineData("[{'a':1}}")]
    [InlineData("[{} {}]")]
    [InlineData("[{}{}]")]
    [InlineData("[{},]")]
    [InlineData("[{},,{}]")]
    [InlineData("[,{}]")]
    [InlineData("[{}:{}]")]
    [InlineData("[{}] x")]
    [InlineData("[{}],[{}]")]
    [InlineData("[{},tru]")]
    [InlineData("[{},01]")]
    [InlineData("[{},'\\x']")]
    [InlineData("{'Records':[{}] 'a':1}")]
    [InlineData("{'Records':[{}],'a' 1}")]
    [InlineData("{'Records':[{}],'a':{'b' 1}}")]
    [InlineData("{'Records':[{}}")]
    [InlineData("{'Records':[{}]")]
    [InlineData("{'Records':[{}]]")]
    public async Task RecordReader_StructureBroken_IsRefused(string text)
    {
        text = text.Replace('\'', '"');
        foreach (var padded in new[] { text, text.Replace("{", $"{{\"{new string('p', 100)}\":{{}},", StringComparison.Ordinal), text + new string(' ', 100) })
        {
            foreach (var maxRead in new[] { int.MaxValue, 1, 63, 64, 65 })
            {
                (await RecordReading.SplitAsync(padded, Structure, maxRead)).Failure.Should().NotBeNull($"it is {padded}");
            }
        }
    }

    [Theory]
    [InlineData("{'a':1 2,,}")]
    [InlineData("{,}")]
    [InlineData("[1 2]")]
    [InlineData("{'a'}")]
    [InlineData("{'a':tru\u0001}")]
    [InlineData("{'a':'\\x\\u12\n\u0000'}")]
    [InlineData("{{}{}[][]''''}")]
    public async Task RecordReader_InvalidInsideOfARecord_IsTakenAsItIs(string record)
    {
        record = record.Replace('\'', '"');
        foreach (var maxRead in new[] { int.MaxValue, 1, 64 })
        {
            (await RecordReading.SplitAsync($"[{record},{record},0]" + new string(' ', 100), Structure, maxRead)).Should().BeEquivalentTo(new SplitResult([record, record, "0"], null));
        }
    }

    [Fact]
    public void RecordScanner_BytesThatAreNoUtf8_AreTakenAsTheyAre()
    {
        byte[] record = [.. "{\""u8, 0xFF, 0xC3, .. "\":\""u8, 0xC3, .. "\"}"u8];

        var failure = RecordScanning.Split([.. "["u8, .. record, .. "]"u8], int.MaxValue, Structure, out var records);

        failure.Should().BeNull();
        records.Should().Equal(Encoding.UTF8.GetString(record));
    }

    [Theory]
    [InlineData("{'a':1 2}")]
    [InlineData("{}\n{'a':1 2}")]
    [InlineData("{'a':{'b' 1}}")]
    [InlineData("{'a':'\\x'}")]
    public async Task RecordReader_JsonLines_AreCheckedInFull(string text) =>
        (await RecordReading.SplitAsync(text.Replace('\'', '"') + new string(' ', 100), Structure)).Failure.Should().NotBeNull();

    [Theory]
    [InlineData("{\"Records\":[0,", "]}", int.MaxValue)]
    [InlineData("[0,", "]", 1)]
    [InlineData("[0,", "]", 64)]
    public async Task RecordReader_RecordPastTheLimit_IsTooLarge(string before, string behind, int maxRead)
    {
        (await RecordReading.SplitAsync(before + RecordOf(1000) + behind, Small, maxRead)).Failure.Should().BeNull();
        (await RecordReading.SplitAsync(before + RecordOf(1001) + behind, Small, maxRead)).Cause.Should().Be(FailureCause.TooLarge);
    }

    [Fact]
    public async Task RecordReader_RecordWithoutEnd_IsTooLargeBeforeAllIsRead()
    {
        var endless = new BytesSource(Encoding.ASCII.GetBytes("[{\"" + new string('a', 1_000_000)), maxRead: 500);

        (await RecordReading.SplitAsync(endless, Small)).Cause.Should().Be(FailureCause.TooLarge);
        endless.BytesCompressed.Should().BeLessThan(2000);
    }

    [Theory]
    [InlineData("{\"Records\":[[[[]]]]}", true)]
    [InlineData("{\"Records\":[[[[[]]]]]}", false)]
    [InlineData("[{\"a\":{\"b\":{}}}]", true)]
    [InlineData("[{\"a\":{\"b\":{\"c\":{}}}}]", false)]
    [InlineData("[{\"a\":{\"b\":{\"c\":{}},\"x\":\"012345678901234567890123456789\"},\"y\":\"012345678901234567890123456789\"}]", false)]
    public async Task RecordReader_NestedDeeperThanTheLimit_IsTooDeep(string text, bool isRight)
    {
        foreach (var maxRead in new[] { int.MaxValue, 1 })
        {
            (await RecordReading.SplitAsync(text + new string(' ', 100), Small, maxRead)).Failure?.Cause.Should().Be(isRight ? null : FailureCause.TooDeep);
        }
    }

    // One word of bits holds the first 63 levels.
    [Theory]
    [InlineData(60)]
    [InlineData(61)]
    [InlineData(62)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(66)]
    [InlineData(128)]
    public void RecordScanner_NestedAroundAWordOfBits_IsFollowed(int depth)
    {
        foreach (var wrong in new[] { -1, 0, 1, 60, 61, 62, 63, 64, depth - 1 })
        {
            var opens = string.Concat(Enumerable.Range(0, depth).Select(level => level % 3 == 0 ? '[' : '{'));
            var closes = string.Concat(Enumerable.Range(0, depth).Select(level => level % 3 == 0 == (level == wrong) ? '}' : ']').Reverse());
            var text = Encoding.UTF8.GetBytes($"[{opens}\"{new string('p', 100)}\"{closes}]{new string(' ', 100)}");

            (RecordScanning.RecordsOf(text, options: Structure) is not null).Should().Be(wrong < 0 || wrong >= depth);
        }
    }

    [Fact]
    public async Task RecordReader_VeryDeep_IsTooDeepAndNoStackOverflow() =>
        (await RecordReading.SplitAsync(new string('[', 1_000_000), Structure)).Cause.Should().Be(FailureCause.TooDeep);

    static string RecordOf(int bytes) => $$"""{"a":"{{new string('a', bytes - 8)}}"}""";
}
