namespace Fluency.Ingest.Benchmarks.Rivals;

/// <summary>What stands between <c>{"Records":</c> and the last brace, of files that are written just so.</summary>
sealed class RecordsArrayStream(Stream content) : Stream
{
    static readonly int PrefixBytes = "{\"Records\":"u8.Length;

    // The last byte read is held back until another follows it.
    byte _last;
    bool _hasBegun;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_hasBegun)
        {
            var prefix = new byte[PrefixBytes + 1];
            await content.ReadExactlyAsync(prefix, cancellationToken);
            _last = prefix[PrefixBytes];
            _hasBegun = true;
        }

        var read = await content.ReadAsync(buffer[1..], cancellationToken);
        if (read == 0)
        {
            return 0;
        }

        buffer.Span[0] = _last;
        _last = buffer.Span[read];
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
