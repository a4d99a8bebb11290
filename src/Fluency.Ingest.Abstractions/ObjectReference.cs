namespace Fluency.Ingest;

/// <summary>Where an object lies and what is known of it.</summary>
/// <param name="Container">What holds it: a bucket; <c>file</c> for a file of the local disk.</param>
/// <param name="Name">Its name in the container, decoded: a key; the full path of a file.</param>
public sealed record ObjectReference(string Container, string Name)
{
    /// <summary>How people and records name it, such as <c>s3://bucket/key</c> or a file's path.</summary>
    public required string Uri { get; init; }

    /// <summary>The version, where the store keeps versions and it was named.</summary>
    public string? VersionId { get; init; }

    /// <summary>The mark of its content, without quotes: that of the response once it was opened, before that the one that was announced.</summary>
    public string? ETag { get; init; }

    /// <summary>Stored (compressed) bytes, if known.</summary>
    public long? Size { get; init; }

    /// <summary>When it was last written, if known.</summary>
    public DateTimeOffset? LastModified { get; init; }

    /// <summary>The region of the container, if known.</summary>
    public string? Region { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Uri;
}
