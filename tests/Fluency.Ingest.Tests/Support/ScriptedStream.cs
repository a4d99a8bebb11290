namespace Fluency.Ingest.Tests.Support;

/// <summary>The body of a <see cref="ScriptedObject"/>.</summary>
sealed class ScriptedStream(ReadOnlyMemory<byte> content, int maxRead, Cut? cut) : Stream
{
    int _position;

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
        cancellationToken.ThrowIfCancellationRequested();
        var left = Math.Min(content.Length, cut?.After ?? int.MaxValue) - _position;
        if (left == 0 && cut is { StandsStill: true })
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }

        if (left == 0 && cut?.Exception is { } exception)
        {
            throw exception;
        }

        var count = Math.Min(Math.Min(left, maxRead), buffer.Length);
        content.Slice(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
