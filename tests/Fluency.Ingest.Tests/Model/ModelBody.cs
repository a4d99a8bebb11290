namespace Fluency.Ingest.Tests.Model;

/// <summary>The body of a <see cref="ModelObject"/>: comes in thirds, each of which may be cut off or stand still.</summary>
sealed class ModelBody(Calls calls, string name, byte[] content, int position) : Stream
{
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
        switch ((await calls.AskAsync(CallKind.Read, name, cancellationToken)).Answer)
        {
            case Answer.Cancelled:
                throw new OperationCanceledException(cancellationToken);
            case Answer.Fail:
                throw new IOException("The connection was reset.");
        }

        var count = Math.Min(Math.Min(content.Length - position, (content.Length / 3) + 1), buffer.Length);
        content.AsMemory(position, count).CopyTo(buffer);
        position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
