using Fluency.Ingest.Objects;

namespace Fluency.Ingest.Tool;

/// <summary>Standard input as an object, which can be read only once.</summary>
/// <param name="input">Standard input.</param>
/// <param name="drainToken">Tells that the reading is to end.</param>
sealed class InputObject(Stream input, CancellationToken drainToken) : ISourceObject
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
        return ValueTask.FromResult(new ObjectContent(new AbandonableStream(input, Reference, drainToken, cancellationToken)) { ETag = _etag });
    }
}
