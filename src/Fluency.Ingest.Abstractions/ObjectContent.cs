namespace Fluency.Ingest;

/// <summary>The opened content of an object. Disposing it closes the stream and lets go of the connection.</summary>
public sealed class ObjectContent : IAsyncDisposable
{
    readonly IDisposable? _owner;

    /// <summary>Wraps what a source has opened.</summary>
    /// <param name="body">The bytes as they are stored, from the offset asked for to the end. Disposed with this object.</param>
    /// <param name="owner">What else is to be disposed, such as a response.</param>
    public ObjectContent(Stream body, IDisposable? owner = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        Body = body;
        _owner = owner;
    }

    /// <summary>The bytes as they are stored, from the offset asked for to the end.</summary>
    public Stream Body { get; }

    /// <summary>How many bytes <see cref="Body"/> must give, or <see langword="null"/> if the source does not say. It is what proves that nothing is missing.</summary>
    public long? Length { get; init; }

    /// <summary>The mark of this content, without quotes; part of every record's id.</summary>
    public string? ETag { get; init; }

    /// <summary>When the object was last written, if known.</summary>
    public DateTimeOffset? LastModified { get; init; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Body.DisposeAsync().ConfigureAwait(false);
        _owner?.Dispose();
    }
}
