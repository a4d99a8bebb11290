using System.Runtime.InteropServices;

namespace Fluency.Ingest.Benchmarks.Ratios;

/// <summary>A gzip file in memory as a store would give it out: it has an ETag and a length already, so that opening it costs nothing that a network would not hide.</summary>
sealed class StoredObject : ISourceObject
{
    readonly string _etag;

    public StoredObject(string name, ReadOnlyMemory<byte> stored, long records, long contentBytes, long recordBytes)
    {
        Stored = stored;
        Records = records;
        ContentBytes = contentBytes;
        RecordBytes = recordBytes;
        _etag = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(stored.Span)[..16]);
        Reference = new ObjectReference("memory", name) { Uri = "memory:" + name, Size = stored.Length };
    }

    public ObjectReference Reference { get; }

    public ReadOnlyMemory<byte> Stored { get; }

    public long Records { get; }

    public long ContentBytes { get; }

    public long RecordBytes { get; }

    public MemoryStream Open()
    {
        MemoryMarshal.TryGetArray(Stored, out var array);
        return new MemoryStream(array.Array!, array.Offset, array.Count, writable: false);
    }

    public ValueTask<ObjectContent> OpenAsync(long offset = 0, string? expectedETag = null, CancellationToken cancellationToken = default)
    {
        var body = Open();
        body.Position = offset;
        return ValueTask.FromResult(new ObjectContent(body) { Length = Stored.Length - offset, ETag = _etag });
    }
}
