using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;

namespace Fluency.Ingest.Benchmarks;

/// <summary>Signs requests without a body for one region and service, in headers, with Signature Version 4.</summary>
/// <param name="region">The region that the request is signed for.</param>
/// <param name="service">The service's name in signatures.</param>
/// <remarks>https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html. Thread-safe.</remarks>
sealed class SigV4Signer(string region, string service)
{
    /// <summary>The value of x-amz-content-sha256, a header that must be among the signed: the hash of nothing.</summary>
    public const string EmptyPayload = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    const int HexDigits = 2 * SHA256.HashSizeInBytes;

    // The key holds for a day, a region, a service and an access key; whoever changes one of them replaces it for all.
    SigningKey? _key;

    /// <summary>The value of x-amz-date, a header that must be among the signed.</summary>
    public static string DateOf(DateTime utc) => utc.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Signs a request.</summary>
    /// <param name="credentials">In whose name.</param>
    /// <param name="date">The value of x-amz-date.</param>
    /// <param name="path">The path, encoded as it is sent.</param>
    /// <param name="query">The query, encoded as it is sent and in order, without its question mark.</param>
    /// <param name="headers">The headers to be signed, ordered by their names, which are in lower case.</param>
    /// <returns>The value of the header Authorization.</returns>
    public string Sign(ImmutableCredentials credentials, string date, string path, string query, ReadOnlySpan<SignedHeader> headers)
    {
        var key = KeyFor(credentials, date.AsSpan(0, 8));
        var buffer = ArrayPool<byte>.Shared.Rent(MaxBytes(path, query, headers) + key.Scope.Length + credentials.AccessKey.Length);
        try
        {
            var writer = new Utf8Text(buffer);
            WriteRequest(ref writer, path, query, headers);
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(writer.Written, hash);

            writer.Clear();
            writer.Append("AWS4-HMAC-SHA256\n");
            writer.Append(date);
            writer.Append("\n");
            writer.Append(key.Scope);
            writer.Append("\n");
            writer.AppendHex(hash);
            HMACSHA256.HashData(key.Bytes, writer.Written, hash);

            writer.Clear();
            WriteAuthorization(ref writer, credentials.AccessKey, key.Scope, headers, hash);
            return Encoding.ASCII.GetString(writer.Written);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    static void WriteRequest(ref Utf8Text writer, string path, string query, ReadOnlySpan<SignedHeader> headers)
    {
        writer.Append("GET\n");
        writer.Append(path);
        writer.Append("\n");
        writer.Append(query);
        writer.Append("\n");
        foreach (var header in headers)
        {
            writer.Append(header.Name);
            writer.Append(":");
            writer.Append(Trimmed(header.Value));
            writer.Append("\n");
        }

        writer.Append("\n");
        WriteNames(ref writer, headers);
        writer.Append("\n");
        writer.Append(EmptyPayload);
    }

    static void WriteAuthorization(ref Utf8Text writer, string accessKey, string scope, ReadOnlySpan<SignedHeader> headers, scoped ReadOnlySpan<byte> signature)
    {
        writer.Append("AWS4-HMAC-SHA256 Credential=");
        writer.Append(accessKey);
        writer.Append("/");
        writer.Append(scope);
        writer.Append(", SignedHeaders=");
        WriteNames(ref writer, headers);
        writer.Append(", Signature=");
        writer.AppendHex(signature);
    }

    static void WriteNames(ref Utf8Text writer, ReadOnlySpan<SignedHeader> headers)
    {
        for (var at = 0; at < headers.Length; at++)
        {
            writer.Append(at == 0 ? "" : ";");
            writer.Append(headers[at].Name);
        }
    }

    // A run of spaces counts as one, and none at the ends.
    static string Trimmed(string value) =>
        value.Contains("  ", StringComparison.Ordinal) || value.StartsWith(' ') || value.EndsWith(' ')
            ? string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            : value;

    static int MaxBytes(string path, string query, ReadOnlySpan<SignedHeader> headers)
    {
        // The fixed words of the three texts have less than 200 bytes.
        var chars = path.Length + query.Length;
        foreach (var header in headers)
        {
            chars += (2 * header.Name.Length) + header.Value.Length + 4;
        }

        return Encoding.UTF8.GetMaxByteCount(chars) + (2 * HexDigits) + 256;
    }

    SigningKey KeyFor(ImmutableCredentials credentials, ReadOnlySpan<char> day)
    {
        var key = Volatile.Read(ref _key);
        if (key is null || key.Secret != credentials.SecretKey || !key.Day.AsSpan().SequenceEqual(day))
        {
            key = SigningKey.Derive(credentials.SecretKey, day.ToString(), region, service);
            Volatile.Write(ref _key, key);
        }

        return key;
    }
}
