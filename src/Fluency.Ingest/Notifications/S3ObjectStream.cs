using Amazon.Runtime;
using Amazon.S3.Model;

namespace Fluency.Ingest.Notifications;

/// <summary>The body of an object as it comes over the network, whose failures are those of the data path.</summary>
/// <param name="response">The response. Disposed with this stream.</param>
/// <param name="length">How many bytes were announced, if any number was.</param>
/// <param name="reference">The object.</param>
sealed class S3ObjectStream(GetObjectResponse response, long? length, ObjectReference reference) : Stream
{
    readonly Stream _body = response.ResponseStream;
    readonly byte[] _beyond = new byte[1];
    long _left = length ?? long.MaxValue;

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
        try
        {
            var read = await _body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (IsAllRead(read))
            {
                Conclude(await _body.ReadAsync(_beyond, cancellationToken).ConfigureAwait(false));
            }

            return read;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw S3Failures.From(exception, reference);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count)
    {
        try
        {
            var read = _body.Read(buffer, offset, count);
            if (IsAllRead(read))
            {
                Conclude(_body.Read(_beyond, 0, 1));
            }

            return read;
        }
        catch (Exception exception)
        {
            throw S3Failures.From(exception, reference);
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Close(response);
        }

        base.Dispose(disposing);
    }

    // The SDK compares the checksum only when it is asked to read beyond the end, which a reader who knows the length has no reason to do: it is done for him.
    bool IsAllRead(int read)
    {
        _left -= read;
        return read > 0 && _left == 0;
    }

    void Conclude(int beyond)
    {
        if (beyond > 0)
        {
            throw new IOException($"S3 sent more than the {length} bytes that it announced.");
        }
    }

    static void Close(GetObjectResponse response)
    {
        try
        {
            response.Dispose();
        }
        catch (AmazonClientException)
        {
            // The SDK compares the checksum at the last read, and once more here, also for who left in the middle: what was not read to its end is not judged.
        }
    }
}
