namespace Fluency.Ingest.Objects;

/// <summary>Gives the bytes of an object in their order and vouches for their being all of them.</summary>
/// <remarks>Whoever calls awaits what it gets, once: on the way of the bytes, where eight methods wait for one read of the network, their state is pooled.</remarks>
interface IByteSource
{
    /// <summary>How many bytes of the stored (compressed) object were needed so far.</summary>
    long BytesCompressed { get; }

    /// <summary>Reads on into a buffer that is not empty.</summary>
    /// <returns>How many bytes; 0 only when all came and are proven.</returns>
    /// <exception cref="IngestException">The bytes are not all, not right or too many.</exception>
    ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken);
}
