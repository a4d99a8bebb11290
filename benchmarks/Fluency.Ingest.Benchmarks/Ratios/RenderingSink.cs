using System.Buffers;

namespace Fluency.Ingest.Benchmarks.Ratios;

/// <summary>Writes every record with its envelope to nowhere: lines from where the batch has them, piece by piece, and the rest by way of a buffer.</summary>
sealed class RenderingSink : ISink
{
    readonly ArrayBufferWriter<byte> _buffer = new(64 * 1024);

    public long Records { get; private set; }

    public long Bytes { get; private set; }

    public async ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        for (var position = 0; position < batch.Count;)
        {
            var lines = batch.LinesAt(position, out var next);
            await Stream.Null.WriteAsync(lines.IsEmpty ? Render(batch[position]) : lines, cancellationToken);
            Bytes += lines.Length;
            position = next;
        }

        Records += batch.Count;
    }

    ReadOnlyMemory<byte> Render(Record record)
    {
        _buffer.ResetWrittenCount();
        record.WriteTo(_buffer);
        Bytes += _buffer.WrittenCount;
        return _buffer.WrittenMemory;
    }
}
