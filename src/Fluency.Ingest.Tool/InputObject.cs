namespace Fluency.Ingest.Tool;

/// <summary>Standard input as an object, which can be read only once.</summary>
sealed class InputObject(Stream input) : ISourceObject
{
    // Nothing tells of what comes before it has come. Ids that two inputs share would make different records look the same.
    readonly string _etag = Guid.NewGuid().ToString("N");

    bool _isOpened;

    public ObjectReference Reference { get; } = new("stdin", "-") { Uri = "stdin" };

    public ValueTask<ObjectContent> OpenAsync(long offset = 0, string? expectedETag = null, CancellationToken cancellationToken = default)
    {
        if (_isOpened)
        {
            throw new IngestException(FailureCause.Unexpected, "Standard input was read before, and can be read only once.") { Object = Reference };
        }

        _isOpened = true;
        return ValueTask.FromResult(new ObjectContent(input) { ETag = _etag });
    }
}
