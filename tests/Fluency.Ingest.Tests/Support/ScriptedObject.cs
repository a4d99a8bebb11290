namespace Fluency.Ingest.Tests.Support;

/// <summary>An object whose body goes wrong as a test wants it to.</summary>
sealed class ScriptedObject(byte[] content) : ISourceObject
{
    readonly List<long> _opened = [];

    public ObjectReference Reference { get; } = new("bucket", "key.json.gz") { Uri = "s3://bucket/key.json.gz", ETag = "announced" };

    /// <summary>The offsets at which it was opened.</summary>
    public IReadOnlyList<long> Opened => _opened;

    public string? ETag { get; init; } = "etag";

    public bool KnowsLength { get; init; } = true;

    /// <summary>What is added to the length that is announced.</summary>
    public int LengthError { get; init; }

    /// <summary>The most bytes that one read gives.</summary>
    public int MaxRead { get; init; } = int.MaxValue;

    /// <summary>What becomes of each opening in turn; what comes after the last is sound.</summary>
    public Queue<Cut> Cuts { get; init; } = [];

    /// <summary>Thrown by the openings after the first, in turn.</summary>
    public Queue<Exception> ReopenFailures { get; init; } = [];

    /// <summary>The ETag of all openings after the first.</summary>
    public string? LaterETag { get; init; }

    public ValueTask<ObjectContent> OpenAsync(long offset = 0, string? expectedETag = null, CancellationToken cancellationToken = default)
    {
        _opened.Add(offset);
        if (_opened.Count > 1 && ReopenFailures.TryDequeue(out var failure))
        {
            throw failure;
        }

        var rest = content.AsMemory((int)offset);
        var cut = Cuts.TryDequeue(out var next) ? next : null;
        return ValueTask.FromResult(new ObjectContent(new ScriptedStream(rest, MaxRead, cut))
        {
            Length = KnowsLength ? rest.Length + LengthError : null,
            ETag = _opened.Count > 1 && LaterETag is not null ? LaterETag : ETag,
        });
    }
}
