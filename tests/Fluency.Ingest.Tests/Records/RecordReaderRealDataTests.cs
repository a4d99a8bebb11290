using System.IO.Compression;
using System.Text.Json;
using Fluency.Ingest.Objects;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Records;

public class RecordReaderRealDataTests
{
    [Fact]
    public async Task RecordReader_RealFiles_GivesEachElementAsItIsWritten()
    {
        var count = 0;
        foreach (var file in RealData.Files())
        {
            var expected = ElementsOf(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
            await using var reader = await ObjectReader.OpenAsync(new FileObject(file), new(), TimeProvider.System, TestContext.Current.CancellationToken);

            var result = await RecordReading.SplitAsync(reader);

            result.Failure.Should().BeNull(file);
            result.Records.Should().Equal(expected, file);
            count += expected.Count;
        }

        // 3 181 events, and a digest file, which is an object without an array named Records.
        count.Should().Be(3182);
    }

    [Fact]
    public async Task RecordReader_RealFileCutAtEveryByte_IsNeverWhole()
    {
        var file = RealData.Files().MinBy(f => new FileInfo(f).Length)!;
        var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);

        for (var length = 1; length < bytes.Length; length++)
        {
            await using var reader = await ObjectReader.OpenAsync(new ScriptedObject(bytes[..length]), new(), TimeProvider.System, TestContext.Current.CancellationToken);

            (await RecordReading.SplitAsync(reader)).Failure.Should().NotBeNull("only {0} bytes came", length);
        }
    }

    static List<string> ElementsOf(byte[] gzip)
    {
        using var stream = new GZipStream(new MemoryStream(gzip), CompressionMode.Decompress);
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.TryGetProperty("Records", out var records)
            ? [.. records.EnumerateArray().Select(e => e.GetRawText())]
            : [document.RootElement.GetRawText()];
    }
}
