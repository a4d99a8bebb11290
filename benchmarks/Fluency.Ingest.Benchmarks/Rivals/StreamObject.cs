namespace Fluency.Ingest.Benchmarks.Rivals;

/// <summary>A stream as an object that is opened once.</summary>
sealed class StreamObject(Stream stored) : ISourceObject
{
    public ObjectReference Reference { get; } = new("memory", "stream") { Uri = "memory:stream" };

    public ValueTask<ObjectContent> OpenAsync(long offset = 0, string? expectedETag = null, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(new ObjectContent(stored) { Length = stored.Length, ETag = "stream" });
}
