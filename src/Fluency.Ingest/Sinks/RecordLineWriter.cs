using System.Buffers;

namespace Fluency.Ingest.Sinks;

/// <summary>Renders records as lines, one record a line, into one buffer that is used again for every batch.</summary>
sealed class RecordLineWriter : IBufferWriter<byte>, IDisposable
{
    // 64 KiB: some twenty records with their envelopes; most batches of a quiet trail fit without growing.
    const int FirstBytes = 64 * 1024;

    // 4 MiB: a larger buffer was grown by an unusual batch and must not stay with a sink for its whole life.
    const int KeptBytes = 4 * 1024 * 1024;

    static readonly SearchValues<byte> WhiteSpaceOrQuote = SearchValues.Create(" \t\r\n\""u8);
    static readonly SearchValues<byte> EndsRunInString = SearchValues.Create("\"\\\r\n"u8);

    byte[] _buffer = [];
    int _used;

    /// <summary>The lines since the last <see cref="Clear"/>, each with its line end. Good until the next call.</summary>
    public ReadOnlyMemory<byte> Lines => _buffer.AsMemory(0, _used);

    /// <summary>Writes every record of a batch as a line.</summary>
    public void WriteAll(RecordBatch batch)
    {
        // By index: an enumerator would be an allocation for each batch.
        for (var i = 0; i < batch.Count; i++)
        {
            Write(batch[i]);
        }
    }

    /// <summary>Writes one record as a line: byte for byte, unless it contains line ends; then without the white space between its tokens.</summary>
    public void Write(Record record)
    {
        var start = _used;
        record.WriteTo(this);
        if (_buffer.AsSpan(start, _used - start).ContainsAny((byte)'\n', (byte)'\r'))
        {
            Compact(start);
        }

        WriteLineEnd();
    }

    public void WriteLineEnd() => this.Write("\n"u8);

    /// <summary>Forgets the lines and keeps the buffer, if it is of a usual size.</summary>
    public void Clear()
    {
        _used = 0;
        if (_buffer.Length > KeptBytes)
        {
            GiveBack();
        }
    }

    public void Dispose()
    {
        _used = 0;
        GiveBack();
    }

    void IBufferWriter<byte>.Advance(int count) => _used += count;

    Memory<byte> IBufferWriter<byte>.GetMemory(int sizeHint)
    {
        Reserve(sizeHint);
        return _buffer.AsMemory(_used);
    }

    Span<byte> IBufferWriter<byte>.GetSpan(int sizeHint)
    {
        Reserve(sizeHint);
        return _buffer.AsSpan(_used);
    }

    void Compact(int start)
    {
        var length = _used - start;
        var copy = ArrayPool<byte>.Shared.Rent(length);
        _buffer.AsSpan(start, length).CopyTo(copy);
        _used = start;
        WriteCompacted(copy.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(copy);
    }

    void WriteCompacted(ReadOnlySpan<byte> json)
    {
        while (!json.IsEmpty)
        {
            var run = LengthBefore(json, WhiteSpaceOrQuote);
            this.Write(json[..run]);
            json = json[run..];
            if (json.IsEmpty)
            {
                return;
            }

            json = json[0] == (byte)'"' ? WriteString(json) : json[1..];
        }
    }

    /// <summary>Writes the string that <paramref name="json"/> begins with and returns what follows it.</summary>
    ReadOnlySpan<byte> WriteString(ReadOnlySpan<byte> json)
    {
        var at = 1;
        while (true)
        {
            at += LengthBefore(json[at..], EndsRunInString);
            if (at == json.Length)
            {
                this.Write(json);
                return [];
            }

            switch (json[at])
            {
                case (byte)'"':
                    this.Write(json[..(at + 1)]);
                    return json[(at + 1)..];
                case (byte)'\\':
                    at += at + 1 < json.Length && json[at + 1] is (byte)'"' or (byte)'\\' ? 2 : 1;
                    break;
                default:
                    // Not JSON: a line end in a string must be escaped. It is written so, since a raw one would make two broken lines of one record.
                    this.Write(json[..at]);
                    this.Write(json[at] == (byte)'\n' ? "\\n"u8 : "\\r"u8);
                    json = json[(at + 1)..];
                    at = 0;
                    break;
            }
        }
    }

    static int LengthBefore(ReadOnlySpan<byte> bytes, SearchValues<byte> any)
    {
        var index = bytes.IndexOfAny(any);
        return index < 0 ? bytes.Length : index;
    }

    void Reserve(int bytes)
    {
        var needed = (long)_used + Math.Max(bytes, 1);
        if (needed > _buffer.Length)
        {
            Grow(needed);
        }
    }

    void Grow(long needed)
    {
        if (needed > Array.MaxLength)
        {
            throw new InvalidOperationException($"A batch of more than {Array.MaxLength} bytes does not fit into one write. Lower the limit on the bytes of a batch.");
        }

        var size = Math.Min(Math.Max(Math.Max(needed, FirstBytes), _buffer.Length * 2L), Array.MaxLength);
        var grown = ArrayPool<byte>.Shared.Rent((int)size);
        _buffer.AsSpan(0, _used).CopyTo(grown);
        GiveBack();
        _buffer = grown;
    }

    void GiveBack()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }
}
