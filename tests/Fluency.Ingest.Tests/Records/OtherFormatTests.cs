using System.IO.Compression;
using System.Text;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Records;

public class OtherFormatTests
{
    const string Text = """{"Records":[{"a":"ä"}]}""";

    public static TheoryData<byte[], string> Contents => new()
    {
        { Zip(), "a ZIP archive" },
        { [0x28, 0xB5, 0x2F, 0xFD, 0x24, 0x17], "Zstandard" },
        { [0xFD, .. "7zXZ"u8, 0x00, 0x00], "xz" },
        { [.. "BZh91AY&SY"u8], "bzip2" },
        { [0x04, 0x22, 0x4D, 0x18, 0x64], "LZ4" },
        { [0xFF, 0x06, 0x00, 0x00, .. "sNaPpY"u8], "Snappy" },
        { [.. "7z"u8, 0xBC, 0xAF, 0x27, 0x1C], "a 7z archive" },
        { [0x1F, 0x8B, 0x08, 0x00], "gzip within more gzip than is taken off" },
        { [.. "PAR1"u8, 0x15, 0x04], "Parquet" },
        { [.. "Obj"u8, 0x01, 0x04], "Avro" },
        { [.. "ORC"u8, 0x01], "ORC" },
        { [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Text)], "UTF-16" },
        { [.. Encoding.BigEndianUnicode.GetPreamble(), .. Encoding.BigEndianUnicode.GetBytes(Text)], "UTF-16" },
        { Encoding.Unicode.GetBytes(Text), "UTF-16" },
        { Encoding.BigEndianUnicode.GetBytes(Text), "UTF-16" },
        { [.. "<?xml version=\"1.0\"?><Error/>"u8], "XML or HTML" },
    };

    [Theory]
    [MemberData(nameof(Contents))]
    public async Task RecordReader_ContentIsNoJson_SaysWhatItLooksLike(byte[] content, string name)
    {
        var result = await RecordReading.SplitAsync(content);

        result.Cause.Should().Be(FailureCause.Corrupt);
        result.Failure!.Message.Should().Contain($". It looks like {name}").And.EndWith("what is read is JSON in UTF-8, plain or in gzip.");
    }

    [Theory]
    [InlineData("2 123456789012 eni-0 10.0.0.1")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"Records\":[{\"a\":1},{\"a\":\u0000}]}")]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\u0000")]
    [InlineData("PK")]
    public async Task RecordReader_NothingKnownStandsThere_GuessesNothing(string text) =>
        ((await RecordReading.SplitAsync(text)).Failure?.Message ?? "").Should().NotContain("looks like");

    static byte[] Zip()
    {
        var memory = new MemoryStream();
        using (var archive = new ZipArchive(memory, ZipArchiveMode.Create))
        using (var entry = archive.CreateEntry("records.json").Open())
        {
            entry.Write(Encoding.UTF8.GetBytes(Text));
        }

        return memory.ToArray();
    }
}
