using System.Text;
using CsCheck;
using Fluency.Ingest.Sinks;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Sinks;

/// <summary>What a killed process left is mended before anything is appended.</summary>
public sealed class FileSinkTornLineTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    string File1 => _folder.File("events.ndjson");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task FileSink_LastLineCutAtEveryByte_CutsOffWhatIsTorn()
    {
        var whole = "{\"a\":1}\n{\"b\":\"é\"}\n"u8.ToArray();
        var firstLine = "{\"a\":1}\n";
        for (var length = firstLine.Length; length < whole.Length; length++)
        {
            (await ContentAfterOneRecordAsync(whole[..length])).Should().Be(firstLine + "3\n", $"the file was cut at {length}");
        }

        (await ContentAfterOneRecordAsync(whole)).Should().Be("{\"a\":1}\n{\"b\":\"é\"}\n3\n");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"a\":1}")]
    [InlineData("\0\0\0")]
    [InlineData("\r")]
    public async Task FileSink_NoLineEndAtAll_EmptiesTheFile(string content) =>
        (await ContentAfterOneRecordAsync(Encoding.UTF8.GetBytes(content))).Should().Be("3\n");

    // 64 KiB is the block that is read backwards; the line end stands on each side of each of its borders.
    [Theory]
    [InlineData(64 * 1024 - 1)]
    [InlineData(64 * 1024)]
    [InlineData(64 * 1024 + 1)]
    [InlineData(3 * 64 * 1024 - 1)]
    [InlineData(3 * 64 * 1024)]
    [InlineData(1_000_000)]
    public async Task FileSink_LongTornLine_IsCutOff(int tornBytes)
    {
        var content = "1\n2\n"u8.ToArray().Concat(Enumerable.Repeat((byte)'x', tornBytes)).ToArray();

        (await ContentAfterOneRecordAsync(content)).Should().Be("1\n2\n3\n");
    }

    [Fact]
    public async Task FileSink_AnyContent_KeepsExactlyTheWholeLines() => await Gen.Byte[(byte)9, (byte)12].Array[0, 40].SampleAsync(async content =>
    {
        var text = Encoding.UTF8.GetString(content);

        (await ContentAfterOneRecordAsync(content)).Should().Be(text[..(text.LastIndexOf('\n') + 1)] + "3\n");
    }, iter: 200, threads: 1);

    [Fact]
    public async Task FileSink_TornLineThatCannotBeCut_AppendsNothing()
    {
        await File.WriteAllTextAsync(File1, "1\n{torn", TestContext.Current.CancellationToken);
        await using var sink = new FileSink(
            new FileSinkOptions { Path = File1 }, path => new FaultyFileStream(path) { SetLengthFault = new IOException("The device is gone.") });
        using var batch = Batches.Of("2");
        var write = async () => await sink.WriteAsync(batch, TestContext.Current.CancellationToken);

        (await write.Should().ThrowAsync<SinkException>()).Which.IsTransient.Should().BeTrue();
        (await File.ReadAllTextAsync(File1, TestContext.Current.CancellationToken)).Should().Be("1\n{torn");
    }

    async Task<string> ContentAfterOneRecordAsync(byte[] content)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await File.WriteAllBytesAsync(File1, content, cancellation);
        await using var sink = new FileSink(new FileSinkOptions { Path = File1 });
        using var batch = Batches.Of("3");
        await sink.WriteAsync(batch, cancellation);
        return Encoding.UTF8.GetString(await File.ReadAllBytesAsync(File1, cancellation));
    }
}
