using Fluency.Ingest.Objects;

namespace Fluency.Ingest.Tests.Support;

/// <summary>Bytes at hand, a limited number a read.</summary>
sealed class BytesSource(ReadOnlyMemory<byte> bytes, int maxRead = int.MaxValue) : IByteSource
{
    int _position;

    public long BytesCompressed => _position;

    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var count = Math.Min(Math.Min(maxRead, buffer.Length), bytes.Length - _position);
        bytes.Slice(_position, count).CopyTo(buffer);
        _position += count;
        return ValueTask.FromResult(count);
    }
}
