using System.Buffers;

namespace Fluency.Ingest.Sinks.Http;

/// <summary>Gathers the body of a request, for what writes to streams.</summary>
sealed class BodyStream : Stream
{
    readonly PooledBuffer _bytes = new();

    /// <summary>What was written since the last <see cref="Clear"/>. Good until the next call.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.Written;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _bytes.Length;

    public override long Position
    {
        get => _bytes.Length;
        set => throw new NotSupportedException();
    }

    /// <summary>Forgets what was written.</summary>
    public void Clear() => _bytes.Clear();

    public override void Write(ReadOnlySpan<byte> buffer) => _bytes.Write(buffer);

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _bytes.Dispose();
        base.Dispose(disposing);
    }
}
