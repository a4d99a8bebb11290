namespace Fluency.Ingest.Testing.S3;

/// <summary>An upload in parts that is not complete. Guarded by the lock of <see cref="MultipartUploads"/>.</summary>
sealed class MultipartUpload
{
    public required string Key { get; init; }

    public required LocalPutOptions Options { get; init; }

    public SortedDictionary<int, (ReadOnlyMemory<byte> Body, string ETag)> Parts { get; } = [];
}
