using Fluency.Ingest.Objects;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Objects;

public class GzipReaderCancellationTests
{
    // Whose outer layer is a thousandth of the inner one, of which nothing comes out: else it would be told to stop only when that is used up.
    [Fact]
    public async Task GzipReader_CancelledWhileNothingComesOut_Stops()
    {
        using var cancelling = new CancellationTokenSource();
        var source = new EmptyBlocks(cancelling);
        using var input = new ByteInput(source, 1024);
        using var gzip = new GzipReader(input, RecordReading.Object, long.MaxValue);

        var reading = async () => await gzip.ReadAsync(new byte[100], cancelling.Token);

        await reading.Should().ThrowAsync<OperationCanceledException>();
        source.Reads.Should().Be(EmptyBlocks.ReadsUntilCancelled);
    }

    /// <summary>A member of stored blocks without content that ends some time; it has all of them at hand, and so never looks at the token.</summary>
    sealed class EmptyBlocks(CancellationTokenSource cancelling) : IByteSource
    {
        public const int ReadsUntilCancelled = 10;
        const int MostReads = 1000;
        const int BlockBytes = 5;

        public int Reads { get; private set; }

        public long BytesCompressed => 0;

        public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            if (++Reads == ReadsUntilCancelled)
            {
                cancelling.Cancel();
            }

            byte[] bytes = Reads == 1 ? [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF] : [.. Enumerable.Range(0, buffer.Length / BlockBytes).SelectMany(_ => new byte[] { 0, 0, 0, 0xFF, 0xFF })];
            bytes.CopyTo(buffer);
            return ValueTask.FromResult(Reads > MostReads ? 0 : bytes.Length);
        }
    }
}
