using System.Security.Cryptography;

namespace Fluency.Ingest.Benchmarks;

/// <summary>The body of an object, compared with its MD5 at its end.</summary>
sealed class Md5Body(HttpResponseMessage response, Stream body, long length, byte[] expected) : Stream
{
    IncrementalHash? _hash;
    long _left = length;

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
        var read = await body.ReadAsync(buffer, cancellationToken);
        Add(buffer.Span[..read]);
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    protected override void Dispose(bool disposing)
    {
        _hash?.Dispose();
        response.Dispose();
        base.Dispose(disposing);
    }

    void Add(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        // Small objects come in one piece, and that needs no object for it.
        _left -= bytes.Length;
        Span<byte> found = stackalloc byte[MD5.HashSizeInBytes];
        if (_left == 0 && _hash is null)
        {
#pragma warning disable CA5351 // S3's ETag.
            MD5.HashData(bytes, found);
#pragma warning restore CA5351
        }
        else
        {
            _hash ??= IncrementalHash.CreateHash(HashAlgorithmName.MD5);
            _hash.AppendData(bytes);
            if (_left > 0)
            {
                return;
            }

            _hash.GetHashAndReset(found);
        }

        if (!found.SequenceEqual(expected))
        {
            throw new InvalidDataException("The MD5 of what came is not the ETag.");
        }
    }
}
