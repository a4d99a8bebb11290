namespace Fluency.Ingest;

/// <summary>One container of records that a delivery tells of, not yet opened.</summary>
public interface ISourceObject
{
    /// <summary>Where it lies, as far as the source was told. Opening it may teach more (its ETag).</summary>
    ObjectReference Reference { get; }

    /// <summary>Opens the content, from the start or, to go on after a cut connection, from <paramref name="offset"/>.</summary>
    /// <param name="offset">The first byte wanted, counted in the bytes as they are stored (compressed).</param>
    /// <param name="expectedETag">With an offset: the ETag of the content that was read so far. Content of another ETag must not be handed out.</param>
    /// <param name="cancellationToken">Gives up opening.</param>
    /// <returns>The content, owned by the caller.</returns>
    /// <exception cref="IngestException">It cannot be opened; the cause says why.</exception>
    ValueTask<ObjectContent> OpenAsync(long offset = 0, string? expectedETag = null, CancellationToken cancellationToken = default);
}
