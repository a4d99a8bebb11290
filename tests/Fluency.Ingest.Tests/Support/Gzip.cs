using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace Fluency.Ingest.Tests.Support;

/// <summary>Makes gzip members, also such as no tool writes.</summary>
static class Gzip
{
    static readonly byte[] PlainHeader = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF];

    public static byte[] Of(string text, CompressionLevel level = CompressionLevel.Optimal) => Of(Encoding.UTF8.GetBytes(text), level);

    public static byte[] Of(byte[] content, CompressionLevel level = CompressionLevel.Optimal) => [.. PlainHeader, .. Deflate(content, level), .. Trailer(content)];

    public static byte[] Deflate(byte[] content, CompressionLevel level = CompressionLevel.Optimal)
    {
        using var output = new MemoryStream();
        using (var deflate = new DeflateStream(output, level, leaveOpen: true))
        {
            deflate.Write(content);
        }

        // .NET writes nothing at all for nothing; an empty block with a fixed code is what gzip tools write.
        return content.Length == 0 ? [0x03, 0x00] : output.ToArray();
    }

    /// <summary>One final block that is stored as it is.</summary>
    public static byte[] Stored(byte[] content) =>
        [0x01, (byte)content.Length, (byte)(content.Length >> 8), (byte)~content.Length, (byte)(~content.Length >> 8), .. content];

    public static byte[] Trailer(byte[] content) => [.. BitConverter.GetBytes(Crc32.HashToUInt32(content)), .. BitConverter.GetBytes(content.Length)];

    /// <summary>A member with optional header fields.</summary>
    public static byte[] WithHeader(byte[] content, byte[]? extra = null, string? name = null, string? comment = null, bool headerCrc = false, byte otherFlags = 0)
    {
        var flags = (extra is null ? 0 : 4) | (name is null ? 0 : 8) | (comment is null ? 0 : 16) | (headerCrc ? 2 : 0) | otherFlags;
        List<byte> header = [0x1F, 0x8B, 8, (byte)flags, 1, 2, 3, 4, 0, 3];
        if (extra is not null)
        {
            header.AddRange([(byte)extra.Length, (byte)(extra.Length >> 8), .. extra]);
        }

        foreach (var text in new[] { name, comment })
        {
            if (text is not null)
            {
                header.AddRange([.. Encoding.Latin1.GetBytes(text), 0]);
            }
        }

        if (headerCrc)
        {
            header.AddRange(BitConverter.GetBytes((ushort)Crc32.HashToUInt32([.. header])));
        }

        return [.. header, .. Deflate(content), .. Trailer(content)];
    }
}
