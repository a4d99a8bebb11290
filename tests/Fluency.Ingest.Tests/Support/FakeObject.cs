using System.Text;

namespace Fluency.Ingest.Tests.Support;

/// <summary>An object in memory that opens as it is told.</summary>
public sealed class FakeObject : ISourceObject
{
    readonly byte[] _content;

    public FakeObject(string name, string content)
        : this(name, Encoding.UTF8.GetBytes(content))
    {
    }

    public FakeObject(string name, byte[] content, string container = "fake")
    {
        _content = content;
        Reference = new ObjectReference(container, name) { Uri = "fake://" + name };
    }

    public ObjectReference Reference { get; }

    /// <summary>Runs before each opening, with its number from 1; may throw or wait.</summary>
    public Func<int, CancellationToken, Task> BeforeOpen { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>When it was last written, as the store says.</summary>
    public DateTimeOffset? LastModified { get; init; }

    public int Opened { get; private set; }

    public async ValueTask<ObjectContent> OpenAsync(long offset = 0, string? expectedETag = null, CancellationToken cancellationToken = default)
    {
        await BeforeOpen(++Opened, cancellationToken);
        return new ObjectContent(new MemoryStream(_content[(int)offset..])) { Length = _content.Length - offset, ETag = "etag-" + Reference.Name, LastModified = LastModified };
    }
}
