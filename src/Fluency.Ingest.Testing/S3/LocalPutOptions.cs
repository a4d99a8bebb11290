using System.Collections.Immutable;

namespace Fluency.Ingest.Testing;

/// <summary>What goes with the bytes of an object.</summary>
public sealed record LocalPutOptions
{
    /// <summary>The media type. Default <c>binary/octet-stream</c>.</summary>
    public string ContentType { get; init; } = "binary/octet-stream";

    /// <summary>The content encoding. Default none. CloudTrail names <c>gzip</c>.</summary>
    public string? ContentEncoding { get; init; }

    /// <summary>The storage class. Default <c>STANDARD</c>; <c>GLACIER</c> and <c>DEEP_ARCHIVE</c> answer <c>InvalidObjectState</c> when they are read.</summary>
    public string StorageClass { get; init; } = "STANDARD";

    /// <summary>The writer's own metadata, names without <c>x-amz-meta-</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>
    /// The checksum to keep and to give to readers: <c>crc32</c>, <c>crc32c</c>, <c>crc64nvme</c>, <c>sha1</c> or <c>sha256</c>. Default none, as for
    /// objects written before S3 kept checksums: the SDK then checks the ETag.
    /// </summary>
    public string? ChecksumAlgorithm { get; init; }
}
