using System.Collections.Immutable;

namespace Fluency.Ingest.Testing;

/// <summary>One version of an object in a <see cref="LocalBucket"/>.</summary>
public sealed class LocalObject
{
    internal LocalObject(string key) => Key = key;

    /// <summary>The key.</summary>
    public string Key { get; }

    /// <summary>The version id; <see langword="null"/> for what was written while the bucket kept no versions.</summary>
    public string? VersionId { get; internal init; }

    /// <summary>Whether this is the mark that a delete leaves in a bucket that keeps versions.</summary>
    public bool IsDeleteMarker { get; internal init; }

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Body { get; internal init; }

    /// <summary>The MD5 of the bytes in hex, or for a multipart upload the MD5 of its parts' MD5s, a hyphen and their number. With <see cref="LocalBucket.KmsKeyArn"/> as many other digits, new at each write. Without quotes.</summary>
    public string ETag { get; internal init; } = "";

    /// <summary>When it was written, in whole seconds.</summary>
    public DateTimeOffset LastModified { get; internal init; }

    /// <summary>The media type.</summary>
    public string ContentType { get; internal init; } = "binary/octet-stream";

    /// <summary>The content encoding that the writer named, if any.</summary>
    public string? ContentEncoding { get; internal init; }

    /// <summary>The storage class. <c>GLACIER</c> and <c>DEEP_ARCHIVE</c> cannot be read.</summary>
    public string StorageClass { get; internal init; } = "STANDARD";

    /// <summary>The writer's own metadata, names in lower case without <c>x-amz-meta-</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; internal init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The algorithm of <see cref="Checksum"/>, such as <c>crc32</c>, or <see langword="null"/> if no checksum is known.</summary>
    public string? ChecksumAlgorithm { get; internal init; }

    /// <summary>The checksum of the whole object in Base64, if one is known.</summary>
    public string? Checksum { get; internal init; }

    internal bool IsArchived => StorageClass is "GLACIER" or "DEEP_ARCHIVE";

    /// <inheritdoc/>
    public override string ToString() => $"{Key} ({Body.Length} bytes, {ETag})";
}
