namespace Fluency.Ingest.Sinks;

/// <summary>The records of a batch as lines, in pieces of memory to be written one after the other: what stands there as lines is not copied, if it is worth a piece of its own.</summary>
sealed class RecordLines : IDisposable
{
    // 16 KiB: copying less costs no more than writing it by itself.
    const int MinLentBytes = 16 * 1024;

    readonly RecordLineWriter _writer = new();

    // What a batch lends, and how much of what was written stands before it.
    readonly List<(int Before, ReadOnlyMemory<byte> Lines)> _lent = [];
    readonly List<ReadOnlyMemory<byte>> _pieces = [];

    /// <summary>Bytes of all lines.</summary>
    public long Length { get; private set; }

    /// <summary>The lines since the last <see cref="Clear"/>, each with its line end. Good until the next call, and as long as their batches are lent.</summary>
    public List<ReadOnlyMemory<byte>> Pieces
    {
        get
        {
            _pieces.Clear();
            var start = 0;
            foreach (var (before, lines) in _lent)
            {
                AddPiece(_writer.Lines[start..before]);
                _pieces.Add(lines);
                start = before;
            }

            AddPiece(_writer.Lines[start..]);
            return _pieces;
        }
    }

    /// <summary>Adds every record of a batch as a line.</summary>
    public void Add(RecordBatch batch)
    {
        for (var position = 0; position < batch.Count;)
        {
            var lines = batch.LinesAt(position, out var next);
            if (lines.Length >= MinLentBytes)
            {
                _lent.Add((_writer.Length, lines));
                Length += lines.Length;
            }
            else
            {
                Write(lines, batch, position);
            }

            position = next;
        }
    }

    public void AddLineEnd()
    {
        _writer.WriteLineEnd();
        Length++;
    }

    /// <summary>Forgets the lines.</summary>
    public void Clear()
    {
        _writer.Clear();
        _lent.Clear();
        _pieces.Clear();
        Length = 0;
    }

    public void Dispose() => _writer.Dispose();

    // Lines that the batch has, or one record that has still to become a line.
    void Write(ReadOnlyMemory<byte> lines, RecordBatch batch, int position)
    {
        var before = _writer.Length;
        if (lines.IsEmpty)
        {
            _writer.Write(batch[position]);
        }
        else
        {
            _writer.WriteLines(lines.Span);
        }

        Length += _writer.Length - before;
    }

    void AddPiece(ReadOnlyMemory<byte> piece)
    {
        if (!piece.IsEmpty)
        {
            _pieces.Add(piece);
        }
    }
}
