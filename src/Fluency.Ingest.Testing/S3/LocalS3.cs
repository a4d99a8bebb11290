using System.Collections.Concurrent;
using Fluency.Ingest.Testing.S3;

namespace Fluency.Ingest.Testing;

/// <summary>The buckets of a <see cref="LocalAws"/>.</summary>
public sealed class LocalS3
{
    readonly ConcurrentDictionary<string, LocalBucket> _buckets = new(StringComparer.Ordinal);
    readonly LocalAws _aws;

    internal LocalS3(LocalAws aws) => _aws = aws;

    /// <summary>The buckets, ordered by name.</summary>
    public IReadOnlyList<LocalBucket> Buckets => [.. _buckets.Values.OrderBy(static bucket => bucket.Name, StringComparer.Ordinal)];

    /// <summary>Creates a bucket.</summary>
    /// <param name="name">3 to 63 lower-case letters, digits, hyphens and dots.</param>
    /// <param name="region">Its region. Default that of the <see cref="LocalAws"/>.</param>
    /// <returns>The bucket.</returns>
    /// <exception cref="ArgumentException">The name is not allowed.</exception>
    /// <exception cref="InvalidOperationException">There is a bucket of this name.</exception>
    public LocalBucket CreateBucket(string name, string? region = null)
    {
        if (!BucketName.IsValid(name))
        {
            throw new ArgumentException($"'{name}' is no name of a bucket: 3 to 63 lower-case letters, digits, hyphens and dots.", nameof(name));
        }

        var bucket = new LocalBucket(_aws, name, region ?? _aws.Region);
        return _buckets.TryAdd(name, bucket) ? bucket : throw new InvalidOperationException($"There is a bucket '{name}' already.");
    }

    /// <summary>Finds a bucket.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The bucket, or <see langword="null"/>.</returns>
    public LocalBucket? FindBucket(string name) => _buckets.GetValueOrDefault(name);

    /// <summary>Deletes a bucket with its objects.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Whether there was one.</returns>
    public bool DeleteBucket(string name) => _buckets.TryRemove(name, out _);
}
