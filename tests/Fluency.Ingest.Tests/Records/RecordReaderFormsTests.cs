using System.Text;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Records;

public class RecordReaderFormsTests
{
    [Theory]
    [InlineData("""{"Records":[]}""")]
    [InlineData("""{"Records":[{}]}""", "{}")]
    [InlineData("""{"Records":[{"a":1},{"b":[2,{"Records":[3]}]}]}""", """{"a":1}""", """{"b":[2,{"Records":[3]}]}""")]
    [InlineData(""" { "x" : [ [1] , {"Records":[9]} ] , "Records" : [ { "a" : 1 } , 2 ] , "y" : {"Records":[8]} } """, """{ "a" : 1 }""", "2")]
    [InlineData("""{"Records":[1],"x":0,"Records":[2,3]}""", "1", "2", "3")]
    [InlineData("""{"Records":["a\"]}",-1.5e+7,0,true,false,null,[],[1,[2]]]}""", """
        "a\"]}"
        """, "-1.5e+7", "0", "true", "false", "null", "[]", "[1,[2]]")]
    [InlineData("""{"\u0052eco\u0072ds":[1]}""", "1")]
    public async Task RecordReader_Wrapper_GivesTheElementsOfItsArrays(string text, params string[] records) =>
        (await RecordReading.SplitAsync(text)).Should().BeEquivalentTo(new SplitResult(records, null), o => o.WithStrictOrdering());

    [Theory]
    [InlineData("[]")]
    [InlineData(" [ 1 , {\"Records\":[2]} , [3] ] ", "1", "{\"Records\":[2]}", "[3]")]
    public async Task RecordReader_RootArray_GivesItsElements(string text, params string[] records) =>
        (await RecordReading.SplitAsync(text)).Should().BeEquivalentTo(new SplitResult(records, null), o => o.WithStrictOrdering());

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"a":{"Records":[1]}}""")]
    [InlineData("""{"Records":{"a":[1]}}""")]
    [InlineData("""{"Records":null}""")]
    [InlineData("""{"records":[1]}""")]
    [InlineData("""{"Records\u0000":[1]}""")]
    [InlineData("""{"\u0053ecords":[1]}""")]
    [InlineData("""{"Record":[1],"RecordsRecordsRecordsRecordsRecordsRecordsRecordsRecords":[1]}""")]
    public async Task RecordReader_ObjectWithoutArrayOfRecords_IsTheRecord(string text) =>
        (await RecordReading.SplitAsync($" {text}\n")).Should().BeEquivalentTo(new SplitResult([text], null));

    [Theory]
    [InlineData("{\"a\":1}\n{\"b\":2}", "{\"a\":1}", "{\"b\":2}")]
    [InlineData("\n{\"a\":1} \r \t{\"b\":2}\r\n\r\n{}\n", "{\"a\":1}", "{\"b\":2}", "{}")]
    [InlineData("{\n\"a\":\n1}\n{\"b\"\n:2}", "{\n\"a\":\n1}", "{\"b\"\n:2}")]
    public async Task RecordReader_JsonLines_GivesEachObject(string text, params string[] records) =>
        (await RecordReading.SplitAsync(text)).Should().BeEquivalentTo(new SplitResult(records, null), o => o.WithStrictOrdering());

    [Theory]
    [InlineData("{}{}", 1)]
    [InlineData("{} {}", 1)]
    [InlineData("{\"a\":\n1}{}", 1)]
    [InlineData("{}\n[]", 1)]
    [InlineData("{}\n1", 1)]
    [InlineData("{}\n,{}", 1)]
    [InlineData("{}\n{\"Records\":[1]}", 1)]
    [InlineData("[1]\n[2]", 1)]
    [InlineData("[1]\n{}", 1)]
    [InlineData("{\"Records\":[1]}\n{}", 1)]
    [InlineData("{\"Records\":[1]}\n{\"Records\":[2]}", 1)]
    [InlineData("{\"Records\":[1]},", 1)]
    [InlineData("{\"Records\":[1]}\0", 1)]
    public async Task RecordReader_MoreThanWhiteSpaceBehindTheRoot_IsCorrupt(string text, int before)
    {
        var result = await RecordReading.SplitAsync(text);

        result.Cause.Should().Be(FailureCause.Corrupt);
        result.Records.Should().HaveCount(before);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("\"Records\"")]
    [InlineData("null")]
    [InlineData("eventVersion")]
    [InlineData("<Records/>")]
    [InlineData("}")]
    [InlineData(" ")]
    [InlineData("\n\n")]
    public async Task RecordReader_RootIsNoContainer_IsCorrupt(string text) =>
        (await RecordReading.SplitAsync(text)).Should().Match<SplitResult>(r => r.Cause == FailureCause.Corrupt && r.Records.Count == 0);

    [Fact]
    public async Task RecordReader_NoBytesAtAll_HasNoRecords() =>
        (await RecordReading.SplitAsync("")).Should().BeEquivalentTo(new SplitResult([], null));

    [Fact]
    public async Task RecordReader_GzipOfNothing_IsCorrupt()
    {
        await using var reader = await Fluency.Ingest.Objects.ObjectReader.OpenAsync(
            new ScriptedObject(Gzip.Of("")), new(), TimeProvider.System, TestContext.Current.CancellationToken);

        (await RecordReading.SplitAsync(reader)).Cause.Should().Be(FailureCause.Corrupt);
    }

    [Fact]
    public async Task RecordReader_ByteOrderMark_IsSkipped() =>
        (await RecordReading.SplitAsync("\uFEFF{\"Records\":[1]}")).Should().BeEquivalentTo(new SplitResult(["1"], null));

    [Theory]
    [InlineData("\uFEFF")]
    [InlineData("\uFEFF\uFEFF{}")]
    [InlineData(" \uFEFF{}")]
    [InlineData("\uFF00{}")]
    [InlineData("{}\uFEFF")]
    public async Task RecordReader_ByteOrderMarkElsewhere_IsCorrupt(string text) =>
        (await RecordReading.SplitAsync(text)).Cause.Should().Be(FailureCause.Corrupt);

    [Fact]
    public async Task RecordReader_OtherEncodings_AreCorrupt()
    {
        foreach (var encoding in new[] { Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32 })
        {
            byte[] bytes = [.. encoding.GetPreamble(), .. encoding.GetBytes("""{"Records":[1]}""")];

            (await RecordReading.SplitAsync(bytes)).Cause.Should().Be(FailureCause.Corrupt, encoding.WebName);
        }
    }
}
