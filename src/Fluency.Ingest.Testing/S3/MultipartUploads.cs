using System.Security.Cryptography;

namespace Fluency.Ingest.Testing.S3;

/// <summary>The uploads in parts of one bucket.</summary>
sealed class MultipartUploads
{
    const int MinPartBytes = 5 * 1024 * 1024;

    readonly Lock _lock = new();
    readonly Dictionary<string, MultipartUpload> _uploads = new(StringComparer.Ordinal);

    public string Start(string key, LocalPutOptions options)
    {
        var id = RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 48);
        lock (_lock)
        {
            _uploads.Add(id, new MultipartUpload { Key = key, Options = options });
        }

        return id;
    }

    public void AddPart(string id, string key, int number, ReadOnlyMemory<byte> body, string etag)
    {
        lock (_lock)
        {
            Find(id, key).Parts[number] = (body, etag);
        }
    }

    public void Abort(string id, string key)
    {
        lock (_lock)
        {
            Find(id, key);
            _uploads.Remove(id);
        }
    }

    /// <summary>Joins the named parts and ends the upload.</summary>
    public (ReadOnlyMemory<byte> Body, string ETag, LocalPutOptions Options) Complete(string id, string key, IReadOnlyList<(int Number, string ETag)> named)
    {
        lock (_lock)
        {
            var upload = Find(id, key);
            var parts = Choose(upload, named);
            using var body = new MemoryStream(parts.Sum(static part => part.Body.Length));
            using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
            foreach (var (bytes, etag) in parts)
            {
                body.Write(bytes.Span);
                md5.AppendData(Convert.FromHexString(etag));
            }

            _uploads.Remove(id);
            return (body.ToArray(), $"{Convert.ToHexStringLower(md5.GetHashAndReset())}-{parts.Count}", upload.Options);
        }
    }

    static List<(ReadOnlyMemory<byte> Body, string ETag)> Choose(MultipartUpload upload, IReadOnlyList<(int Number, string ETag)> named)
    {
        var parts = new List<(ReadOnlyMemory<byte> Body, string ETag)>();
        for (var i = 0; i < named.Count; i++)
        {
            if (i > 0 && named[i].Number <= named[i - 1].Number)
            {
                throw S3Errors.InvalidPartOrder();
            }

            if (!upload.Parts.TryGetValue(named[i].Number, out var part) || part.ETag != named[i].ETag)
            {
                throw S3Errors.InvalidPart();
            }

            if (i < named.Count - 1 && part.Body.Length < MinPartBytes)
            {
                throw S3Errors.EntityTooSmall();
            }

            parts.Add(part);
        }

        return parts.Count == 0 ? throw S3Errors.MalformedXml() : parts;
    }

    MultipartUpload Find(string id, string key)
        => _uploads.TryGetValue(id, out var upload) && upload.Key == key ? upload : throw S3Errors.NoSuchUpload();
}
