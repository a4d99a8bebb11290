using Fluency.Ingest.Records;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Records;

public class RecordReaderLimitTests
{
    static readonly RecordOptions Small = new() { MaxRecordBytes = 1000, MaxDepth = 3 };

    [Theory]
    [InlineData("{\"Records\":[0,", "]}")]
    [InlineData("[0,", "]")]
    [InlineData("{}\n", "")]
    public async Task RecordReader_RecordOfTheLimit_IsRead(string before, string behind)
    {
        var record = RecordOf(1000);

        var result = await RecordReading.SplitAsync(before + record + behind, Small);

        result.Failure.Should().BeNull();
        result.Records[^1].Should().Be(record);
    }

    [Theory]
    [InlineData("{\"Records\":[0,", "]}", int.MaxValue)]
    [InlineData("{\"Records\":[0,", "]}", 1)]
    [InlineData("[0,", "]", 64)]
    [InlineData("{}\n", "", 64)]
    public async Task RecordReader_RecordPastTheLimit_IsTooLarge(string before, string behind, int maxRead)
    {
        var result = await RecordReading.SplitAsync(before + RecordOf(1001) + behind, Small, maxRead);

        result.Cause.Should().Be(FailureCause.TooLarge);
        result.Records.Should().HaveCount(1);
        result.Failure!.RecordIndex.Should().Be(1);
        result.Failure.Object.Should().BeSameAs(RecordReading.Object);
        result.Failure.Message.Should().Contain("s3://bucket/key").And.Contain("1000").And.Contain(nameof(RecordOptions.MaxRecordBytes));
    }

    [Fact]
    public async Task RecordReader_RecordWithoutEnd_IsTooLargeBeforeAllIsRead()
    {
        var endless = new BytesSource(System.Text.Encoding.ASCII.GetBytes("[\"" + new string('a', 1_000_000)), maxRead: 500);

        (await RecordReading.SplitAsync(endless, Small)).Cause.Should().Be(FailureCause.TooLarge);
        endless.BytesCompressed.Should().BeLessThan(2000);
    }

    [Fact]
    public async Task RecordReader_FieldBehindTheRecords_MayBeOfAnyLength() =>
        (await RecordReading.SplitAsync($$"""{"Records":[1],"x":"{{new string('x', 100_000)}}"}""", Small)).Should().BeEquivalentTo(new SplitResult(["1"], null));

    [Fact]
    public async Task RecordReader_WhiteSpaceAroundRecords_MayBeOfAnyLength()
    {
        var space = new string(' ', 100_000);

        (await RecordReading.SplitAsync($$"""{{space}}{"Records":[{{space}}1{{space}},{{space}}2{{space}}]{{space}}}{{space}}""", Small))
            .Should().BeEquivalentTo(new SplitResult(["1", "2"], null));
    }

    [Theory]
    [InlineData("{\"Records\":[[[[]]]]}")]
    [InlineData("[{\"a\":{\"b\":{}}}]")]
    [InlineData("{\"a\":[{}]}\n{\"a\":[[]]}")]
    [InlineData("{\"Records\":[1],\"x\":[[]]}")]
    public async Task RecordReader_NestedToTheLimit_IsRead(string text) =>
        (await RecordReading.SplitAsync(text + Padding, Small)).Failure.Should().BeNull();

    [Theory]
    [InlineData("{\"Records\":[1,[[[[]]]]]}")]
    [InlineData("[1,{\"a\":{\"b\":{\"c\":{}}}}]")]
    [InlineData("{}\n{\"a\":[[[]]]}")]
    [InlineData("{\"Records\":[1],\"x\":[[[]]]}")]
    public async Task RecordReader_NestedDeeper_IsTooDeep(string text)
    {
        var result = await RecordReading.SplitAsync(text + Padding, Small);

        result.Cause.Should().Be(FailureCause.TooDeep);
        result.Records.Should().HaveCount(1);
        result.Failure!.Message.Should().Contain("s3://bucket/key").And.Contain(nameof(RecordOptions.MaxDepth));
    }

    // By the first it is seen one by one, by the second within 64 bytes that are looked at at once.
    [Theory]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    public async Task RecordReader_NestedDeeperAndBackWithinABlock_IsTooDeep(int maxRead)
    {
        const string TooDeep = """[1,{"a":{"b":{"c":{}},"x":"0123456789012345678901234567890123456789"},"y":"0123456789012345678901234567890123456789"}]""";

        var result = await RecordReading.SplitAsync(TooDeep + Padding, Small, maxRead);

        result.Cause.Should().Be(FailureCause.TooDeep);
        result.Failure!.RecordIndex.Should().Be(1);
    }

    [Fact]
    public async Task RecordReader_VeryDeep_IsTooDeepAndNoStackOverflow() =>
        (await RecordReading.SplitAsync(new string('[', 1_000_000))).Cause.Should().Be(FailureCause.TooDeep);

    // Without bytes behind it the fast way is not taken.
    static string Padding => new(' ', 100);

    static string RecordOf(int bytes) => $$"""{"a":"{{new string('a', bytes - 8)}}"}""";
}
