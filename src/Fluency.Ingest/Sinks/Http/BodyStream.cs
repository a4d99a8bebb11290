using System.Buffers;

namespace Fluency.Ingest.Sinks.Http;

/// <summary>Gathers the body of a request in one buffer that is used again.</summary>
sealed class BodyStream : Stream
{
    // 64 KiB: some hundreds of compressed records.
    const int FirstBytes = 64 * 1024;

    // As of RecordLineWriter: what an unusual batch needed is not kept.
    const int KeptBytes = 4 * 1024 * 1024;

    byte[] _buffer = [];
    int _used;

    /// <summary>What was written since the last <see cref="Clear"/>. Good until the next call.</summary>
    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _used);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _used;

    public override long Position
    {
        get => _used;
        set => throw new NotSupportedException();
    }

    /// <summary>Forgets what was written.</summary>
    public void Clear()
    {
        _used = 0;
        if (_buffer.Length > KeptBytes)
        {
            GiveBack();
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Reserve(buffer.Length);
        buffer.CopyTo(_buffer.AsSpan(_used));
        _used += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _used = 0;
        GiveBack();
        base.Dispose(disposing);
    }

    void Reserve(int bytes)
    {
        var needed = (long)_used + bytes;
        if (needed <= _buffer.Length)
        {
            return;
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
