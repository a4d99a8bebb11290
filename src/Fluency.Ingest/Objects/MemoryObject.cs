using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Fluency.Ingest.Objects;

/// <summary>An object of a <see cref="MemorySource"/>.</summary>
sealed class MemoryObject : ISourceObject
{
    // As many as an MD5, which the ETags of S3 are.
    const int ETagBytes = 16;

    readonly ReadOnlyMemory<byte> _content;

    // Made once, when it is first asked for: hashing takes a tenth of the time that inflating does.
    readonly Lazy<string> _etag;

    public MemoryObject(string name, ReadOnlyMemory<byte> content)
    {
        ArgumentNullException.ThrowIfNull(name);
        _content = content;
        _etag = new Lazy<string>(() => Convert.ToHexStringLower(SHA256.HashData(_content.Span)[..ETagBytes]));
        Reference = new ObjectReference("memory", name) { Uri = "memory:" + name, Size = content.Length };
    }

    public ObjectReference Reference { get; }

    public ValueTask<ObjectContent> OpenAsync(long offset = 0, string? expectedETag = null, CancellationToken cancellationToken = default)
    {
        var etag = _etag.Value;
        if (expectedETag is not null && expectedETag != etag)
        {
            throw new IngestException(FailureCause.Network, $"{Reference.Uri} has changed while it was read.") { Object = Reference };
        }

        var rest = _content[(int)offset..];
        return ValueTask.FromResult(new ObjectContent(AsStream(rest)) { Length = rest.Length, ETag = etag });
    }

    static MemoryStream AsStream(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(bytes.ToArray(), writable: false);
}
