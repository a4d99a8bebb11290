using System.Buffers;

namespace Fluency.Ingest.Benchmarks.Ratios;

/// <summary>Writes out every record with its envelope, into one buffer that is used again, and keeps none.</summary>
sealed class RenderingSink : ISink
{
    readonly ArrayBufferWriter<byte> _buffer = new(64 * 1024);

    public long Records { get; private set; }

    public long Bytes { get; private set; }

    public ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            _buffer.ResetWrittenCount();
            batch[i].WriteTo(_buffer);
            Records++;
            Bytes += _buffer.WrittenCount;
        }

        return ValueTask.CompletedTask;
    }
}
