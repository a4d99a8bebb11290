namespace Fluency.Ingest.Tests.Support;

/// <summary>An object whose connection is lost half-way at the first try, and which refuses to be resumed.</summary>
public sealed class CutOnceObject(string name, byte[] content) : ISourceObject
{
    public ObjectReference Reference { get; } = new("fake", name) { Uri = "fake://" + name };

    public int Opened { get; private set; }

    public ValueTask<ObjectContent> OpenAsync(long offset = 0, string? expectedETag = null, CancellationToken cancellationToken = default)
    {
        Opened++;
        if (offset > 0)
        {
            throw new IngestException(FailureCause.Network, "no range requests here");
        }

        Stream body = Opened == 1 ? new CutStream(content[..(content.Length / 2)]) : new MemoryStream(content);
        return ValueTask.FromResult(new ObjectContent(body) { Length = content.Length, ETag = "e" });
    }

    sealed class CutStream(byte[] content) : MemoryStream(content)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            return read > 0 ? read : throw new IOException("connection reset");
        }
    }
}
