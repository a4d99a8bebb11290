using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Fluency.Ingest.Sinks.Http;

/// <summary>Signs requests by the rules of Standard Webhooks (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md), for which receivers have ready-made libraries.</summary>
static class WebhookSignature
{
    public const string IdHeader = "webhook-id";
    public const string TimestampHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";
    public const string KeyPrefix = "whsec_";

    /// <summary>The bytes of a secret: what base64 says behind <see cref="KeyPrefix"/>, else the text itself; null if there are none.</summary>
    public static byte[]? KeyOf(string secret)
    {
        if (!secret.StartsWith(KeyPrefix, StringComparison.Ordinal))
        {
            return secret.Length > 0 ? Encoding.UTF8.GetBytes(secret) : null;
        }

        var text = secret.AsSpan(KeyPrefix.Length);
        var bytes = new byte[text.Length];
        return text.Length > 0 && Convert.TryFromBase64Chars(text, bytes, out var length) ? bytes[..length] : null;
    }

    /// <summary>The signature of a body: <c>v1,</c> and the base64 of HMAC-SHA256 over <c>id.timestamp.body</c>.</summary>
    public static string Sign(byte[] key, string id, long unixSeconds, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hash.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{unixSeconds}.")));
        hash.AppendData(body);
        return "v1," + Convert.ToBase64String(hash.GetHashAndReset());
    }
}
