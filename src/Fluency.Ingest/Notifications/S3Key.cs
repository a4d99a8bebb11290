using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Fluency.Ingest.Notifications;

/// <summary>Undoes the encoding of an object's key in an S3 event: that of an HTML form.</summary>
/// <remarks>https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html ("The s3 key provides ... URL encoded").</remarks>
static class S3Key
{
    static readonly SearchValues<char> Encoded = SearchValues.Create('+', '%');

    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Decodes a key: <c>+</c> is a space, <c>%XX</c> a byte of UTF-8. A <c>%</c> that begins no such byte stays as it is.</summary>
    /// <param name="encoded">The key as the event has it.</param>
    /// <param name="key">The key.</param>
    /// <returns>Whether the bytes form valid UTF-8. A replacement character in their place would name another object.</returns>
    public static bool TryDecode(string encoded, [NotNullWhen(true)] out string? key)
    {
        key = encoded;
        if (!encoded.AsSpan().ContainsAny(Encoded))
        {
            return true;
        }

        var bytes = Encoding.UTF8.GetBytes(encoded);
        var length = Decode(bytes);
        try
        {
            key = StrictUtf8.GetString(bytes, 0, length);
            return true;
        }
        catch (DecoderFallbackException)
        {
            key = null;
            return false;
        }
    }

    // In place: what was decoded is never longer than what it was decoded from.
    static int Decode(Span<byte> bytes)
    {
        var length = 0;
        for (var at = 0; at < bytes.Length; at++)
        {
            var value = bytes[at];
            if (value == '+')
            {
                value = (byte)' ';
            }
            else if (value == '%' && at + 2 < bytes.Length && char.IsAsciiHexDigit((char)bytes[at + 1]) && char.IsAsciiHexDigit((char)bytes[at + 2]))
            {
                Convert.FromHexString(bytes.Slice(at + 1, 2), bytes.Slice(length, 1), out _, out _);
                value = bytes[length];
                at += 2;
            }

            bytes[length++] = value;
        }

        return length;
    }
}
