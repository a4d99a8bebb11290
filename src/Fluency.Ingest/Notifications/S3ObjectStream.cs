using Amazon.Runtime;
using Amazon.S3.Model;

namespace Fluency.Ingest.Notifications;

/// <summary>The body of an object as it comes over the network, whose failures are those of the data path.</summary>
/// <param name="response">The response. Disposed with this stream.</param>
/// <param name="reference">The object.</param>
sealed class S3ObjectStream(GetObjectResponse response, ObjectReference reference) : Stream
{
    readonly Stream _body = response.ResponseStream;

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
            return await _body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
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
            return _body.Read(buffer, offset, count);
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
