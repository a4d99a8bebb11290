using System.Globalization;
using System.Security.Cryptography;
using Fluency.Ingest.Testing.Http;

namespace Fluency.Ingest.Testing.S3;

/// <summary>The bytes of an upload, freed of their coding and proven by whatever the client sent to prove them.</summary>
static class UploadBody
{
    public static async Task<(ReadOnlyMemory<byte> Content, Checksum? Checksum)> ReadAsync(Call call)
    {
        await call.ReadBodyAsync().ConfigureAwait(false);
        var trailers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var content = IsCoded(call) ? Decode(call, trailers) : call.Body;
        CheckMd5(call, content.Span);
        CheckSha256(call, content.Span);
        return (content, CheckChecksum(call, content.Span, trailers));
    }

    /// <summary>The content encoding without the coding of the upload itself.</summary>
    public static string? ContentEncoding(Call call)
    {
        var encodings = (call.Header("Content-Encoding") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(static encoding => encoding != "aws-chunked").ToList();
        return encodings.Count == 0 ? null : string.Join(',', encodings);
    }

    static bool IsCoded(Call call) => call.Header("x-amz-content-sha256")?.StartsWith("STREAMING-", StringComparison.Ordinal) == true;

    static ReadOnlyMemory<byte> Decode(Call call, Dictionary<string, string> trailers)
        => int.TryParse(call.Header("x-amz-decoded-content-length"), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            ? AwsChunked.Decode(call.Body.Span, length, trailers)
            : throw new AwsError(411, "MissingContentLength", "You must provide the Content-Length HTTP header.");

    static void CheckMd5(Call call, ReadOnlySpan<byte> content)
    {
        if (call.Header("Content-MD5") is not { } md5)
        {
            return;
        }

        Span<byte> sent = stackalloc byte[16];
        if (!Convert.TryFromBase64String(md5, sent, out var length) || length != 16)
        {
            throw S3Errors.InvalidDigest();
        }

        if (!sent.SequenceEqual(Md5Hash.Of(content)))
        {
            throw S3Errors.BadDigest("Content-MD5");
        }
    }

    static void CheckSha256(Call call, ReadOnlySpan<byte> content)
    {
        if (call.Header("x-amz-content-sha256") is { Length: 64 } sent && !string.Equals(sent, Convert.ToHexString(SHA256.HashData(content)), StringComparison.OrdinalIgnoreCase))
        {
            throw S3Errors.Sha256Mismatch();
        }
    }

    static Checksum? CheckChecksum(Call call, ReadOnlySpan<byte> content, Dictionary<string, string> trailers)
    {
        foreach (var algorithm in Checksums.Algorithms)
        {
            var name = "x-amz-checksum-" + algorithm;
            var sent = trailers.GetValueOrDefault(name) ?? call.Header(name);
            if (sent is null)
            {
                continue;
            }

            return sent == Checksums.Compute(algorithm, content) ? new Checksum(algorithm, sent) : throw S3Errors.BadDigest(algorithm);
        }

        return null;
    }
}
