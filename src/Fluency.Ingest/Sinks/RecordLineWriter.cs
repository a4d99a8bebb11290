using System.Buffers;

namespace Fluency.Ingest.Sinks;

/// <summary>Renders records as lines, one record a line, into one buffer that is used again for every batch.</summary>
sealed class RecordLineWriter : PooledBuffer
{
    /// <summary>The lines since the last <see cref="PooledBuffer.Clear"/>, each with its line end. Good until the next call.</summary>
    public ReadOnlyMemory<byte> Lines => Written;

    /// <summary>Every record of a batch as a line: from where they stand if they all stand there as lines, else behind what was written before.</summary>
    /// <returns>The lines. Good until the next call, and as long as the batch is lent.</returns>
    public ReadOnlyMemory<byte> LinesOf(RecordBatch batch)
    {
        if (Length == 0 && batch.Count > 0 && batch.LinesAt(0, out var next) is var lines && next == batch.Count && !lines.IsEmpty)
        {
            return lines;
        }

        WriteAll(batch);
        return Lines;
    }

    /// <summary>Writes every record of a batch as a line.</summary>
    public void WriteAll(RecordBatch batch)
    {
        for (var position = 0; position < batch.Count;)
        {
            var lines = batch.LinesAt(position, out var next);
            if (lines.IsEmpty)
            {
                Write(batch[position]);
            }
            else
            {
                this.Write(lines.Span);
            }

            position = next;
        }
    }

    /// <summary>Writes one record as a line.</summary>
    public void Write(Record record) => record.WriteLineTo(this);

    public void WriteLineEnd() => this.Write("\n"u8);
}
