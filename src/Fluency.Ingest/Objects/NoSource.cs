namespace Fluency.Ingest.Objects;

/// <summary>The source of what has none yet, or none any more.</summary>
sealed class NoSource : IByteSource
{
    public static readonly NoSource Instance = new();

    public long BytesCompressed => 0;

    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) => throw new ObjectDisposedException(nameof(ByteInput));
}
