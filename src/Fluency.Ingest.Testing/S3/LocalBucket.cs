using System.Collections.Immutable;
using System.Security.Cryptography;
using Fluency.Ingest.Testing.Http;
using Fluency.Ingest.Testing.S3;

namespace Fluency.Ingest.Testing;

/// <summary>A bucket of a <see cref="LocalAws"/>. What is done here in code has the same effects as over HTTP, notifications included.</summary>
public sealed class LocalBucket
{
    readonly Lock _lock = new();
    readonly VersionedObjects _objects = new();
    readonly LocalAws _aws;
    readonly EventSender _events;
    ImmutableList<NotificationRule> _rules = [];

    internal LocalBucket(LocalAws aws, string name, string region)
    {
        _aws = aws;
        Name = name;
        Region = region;
        CreatedAt = aws.Now;
        _events = new EventSender(aws, this);
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The region. Requests that are signed for another one are answered with 301 <c>PermanentRedirect</c>.</summary>
    public string Region { get; }

    /// <summary>The ARN.</summary>
    public string Arn => $"arn:aws:s3:::{Name}";

    /// <summary>Whether objects get version ids and a delete leaves a marker. Default <see langword="false"/>.</summary>
    /// <remarks>Set back to <see langword="false"/> it is suspended, as versioning cannot be undone: versions stay, and what is written or deleted has no version id, but a delete still leaves a marker.</remarks>
    public bool IsVersioned
    {
        get;
        set
        {
            field = value;
            WasVersioned |= value;
        }
    }

    /// <summary>Whether requests must say, by <c>x-amz-request-payer</c>, that their sender pays; others are answered with 403. Default <see langword="false"/>.</summary>
    public bool IsRequesterPays { get; set; }

    /// <summary>The ARN of the KMS key that encrypts the objects, which reading them then needs <c>kms:Decrypt</c> on; <see langword="null"/>, the default, for none. The ETag of what is written with a key is no MD5 of the bytes.</summary>
    public string? KmsKeyArn { get; set; }

    /// <summary>The objects as a listing shows them: the newest versions, without delete markers, in S3's order.</summary>
    public IReadOnlyList<LocalObject> Objects => Read(objects => objects.SortedKeys
        .Select(key => objects.Newest(key)!).Where(static version => !version.IsDeleteMarker).ToList());

    /// <summary>Whether the bucket keeps versions, or did and is suspended.</summary>
    internal bool WasVersioned { get; private set; }

    internal DateTimeOffset CreatedAt { get; }

    internal MultipartUploads Uploads { get; } = new();

    internal IReadOnlyList<NotificationRule> Rules => Volatile.Read(ref _rules);

    /// <summary>Writes an object and tells the queues.</summary>
    /// <param name="key">The key, 1 to 1,024 bytes in UTF-8.</param>
    /// <param name="body">The bytes, which are not copied.</param>
    /// <param name="options">What goes with them, or <see langword="null"/> for the defaults.</param>
    /// <returns>The object as it is stored.</returns>
    public LocalObject Put(string key, ReadOnlyMemory<byte> body, LocalPutOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        var checksum = options?.ChecksumAlgorithm is { } algorithm ? new Checksum(algorithm, Checksums.Compute(algorithm, body.Span)) : null;
        return Put(key, body, options ?? new LocalPutOptions(), checksum, ETagOf(body.Span), "ObjectCreated:Put", "PutObject");
    }

    /// <summary>Finds an object.</summary>
    /// <param name="key">The key.</param>
    /// <param name="versionId">The version, or <see langword="null"/> for the newest.</param>
    /// <returns>The object, or <see langword="null"/> if it is not there or deleted.</returns>
    public LocalObject? Get(string key, string? versionId = null)
    {
        var found = Find(key, versionId);
        return found is { IsDeleteMarker: false } ? found : null;
    }

    /// <summary>Deletes an object: by a marker where the bucket keeps versions or did, else for good; or one version for good.</summary>
    /// <param name="key">The key. It need not be there.</param>
    /// <param name="versionId">The version, or <see langword="null"/>.</param>
    /// <returns>The delete marker that was written or removed, the version that was removed, or <see langword="null"/> if there was nothing to do.</returns>
    public LocalObject? Delete(string key, string? versionId = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        lock (_lock)
        {
            if (versionId is null && WasVersioned)
            {
                var marker = new LocalObject(key) { VersionId = IsVersioned ? NewVersionId() : null, IsDeleteMarker = true, LastModified = WholeSeconds(_aws.Now) };
                _objects.Add(marker);
                _events.Send("ObjectRemoved:DeleteMarkerCreated", "DeleteObject", marker);
                return marker;
            }

            var gone = versionId is null ? _objects.Newest(key) : _objects.Version(key, versionId);
            if (gone is not null)
            {
                _objects.Remove(gone);
                _events.Send("ObjectRemoved:Delete", "DeleteObject", gone);
            }

            return gone;
        }
    }

    /// <summary>Tells a queue of changes from now on, as an S3 event of version 2.1 in a message of its own for each.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="prefix">The start of the keys to tell of. Default all.</param>
    /// <param name="suffix">The end of the keys to tell of. Default all.</param>
    /// <param name="events">The events, such as <c>s3:ObjectRemoved:*</c>. Default <c>s3:ObjectCreated:*</c>.</param>
    public void NotifyQueue(LocalQueue queue, string prefix = "", string suffix = "", params string[] events)
    {
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentNullException.ThrowIfNull(events);
        var rule = new NotificationRule($"{queue.Name}-{Rules.Count}", queue, events.Length == 0 ? ["s3:ObjectCreated:*"] : events, prefix, suffix);
        ImmutableInterlocked.Update(ref _rules, static (rules, added) => rules.Add(added), rule);
    }

    /// <summary>Tells nobody any more.</summary>
    public void StopNotifying() => SetRules([]);

    /// <inheritdoc/>
    public override string ToString() => $"{Name} in {Region}";

    internal void SetRules(ImmutableList<NotificationRule> rules) => Interlocked.Exchange(ref _rules, rules);

    internal LocalObject? Find(string key, string? versionId)
        => Read(objects => versionId is null ? objects.Newest(key) : objects.Version(key, versionId));

    /// <summary>The ETag of bytes that are written now: those that a KMS key encrypts have one that tells nothing of them.</summary>
    internal string ETagOf(ReadOnlySpan<byte> body) => KmsKeyArn is null ? Md5Hash.HexOf(body) : RandomNumberGenerator.GetHexString(2 * MD5.HashSizeInBytes, lowercase: true);

    internal T Read<T>(Func<VersionedObjects, T> read)
    {
        lock (_lock)
        {
            return read(_objects);
        }
    }

    internal LocalObject Put(string key, ReadOnlyMemory<byte> body, LocalPutOptions options, Checksum? checksum, string etag, string eventName, string action)
    {
        lock (_lock)
        {
            var written = new LocalObject(key)
            {
                Body = body,
                ETag = etag,
                LastModified = WholeSeconds(_aws.Now),
                VersionId = IsVersioned ? NewVersionId() : null,
                ContentType = options.ContentType,
                ContentEncoding = options.ContentEncoding,
                StorageClass = options.StorageClass,
                Metadata = options.Metadata,
                ChecksumAlgorithm = checksum?.Algorithm,
                Checksum = checksum?.Value,
            };
            _objects.Add(written);
            // Under the lock, so that the events of one key leave in the order of its writes.
            _events.Send(eventName, action, written);
            return written;
        }
    }

    static string NewVersionId() => RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._", 32);

    // S3 knows no fractions: the Last-Modified header has none.
    static DateTimeOffset WholeSeconds(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));
}
