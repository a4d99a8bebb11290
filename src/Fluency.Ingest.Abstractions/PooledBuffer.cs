using System.Buffers;

namespace Fluency.Ingest;

/// <summary>Gathers bytes in one buffer of the pool, which grows and is used again.</summary>
class PooledBuffer : IBufferWriter<byte>, IDisposable
{
    // 64 KiB: some twenty records with their envelopes, or some hundreds compressed; most batches of a quiet trail fit without growing.
    const int FirstBytes = 64 * 1024;

    // 4 MiB: a larger buffer was grown by an unusual batch and must not stay with a sink for its whole life.
    const int KeptBytes = 4 * 1024 * 1024;

    byte[] _buffer = [];

    /// <summary>What was written since the last <see cref="Clear"/>. Good until the next call.</summary>
    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, Length);

    /// <summary>How many bytes that is.</summary>
    public int Length { get; private set; }

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsSpan(Length);
    }

    /// <summary>Forgets what was written and keeps the buffer, if it is of a usual size.</summary>
    public void Clear()
    {
        Length = 0;
        if (_buffer.Length > KeptBytes)
        {
            GiveBack();
        }
    }

    public void Dispose()
    {
        Length = 0;
        GiveBack();
    }

    void Reserve(int bytes)
    {
        var needed = (long)Length + Math.Max(bytes, 1);
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
        _buffer.AsSpan(0, Length).CopyTo(grown);
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
