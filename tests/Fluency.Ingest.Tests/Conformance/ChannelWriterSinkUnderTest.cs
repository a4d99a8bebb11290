using System.Buffers;
using System.Threading.Channels;
using Fluency.Ingest.Sinks;
using Fluency.Ingest.Testing.Conformance;

namespace Fluency.Ingest.Tests.Conformance;

/// <summary>A channel sink; whoever reads the channel owns the batches.</summary>
sealed class ChannelWriterSinkUnderTest : SinkUnderTest
{
    readonly Channel<RecordBatch> _channel = Channel.CreateUnbounded<RecordBatch>();
    readonly List<ReadOnlyMemory<byte>> _read = [];

    public override ISink Create() => new ChannelWriterSink(_channel.Writer);

    public override ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> ReadAsync(CancellationToken cancellationToken)
    {
        while (_channel.Reader.TryRead(out var batch))
        {
            using (batch)
            {
                _read.AddRange(batch.Select(BytesOf));
            }
        }

        return new(_read);
    }

    internal static ReadOnlyMemory<byte> BytesOf(Record record)
    {
        var bytes = new ArrayBufferWriter<byte>();
        record.WriteTo(bytes);
        return bytes.WrittenMemory;
    }
}
