using System.Buffers.Text;
using System.Text;

namespace Fluency.Ingest.Testing.S3;

/// <summary>
/// Undoes the "aws-chunked" coding of the SDK's uploads: sizes in hex, each with an optional signature, then trailers.
/// See https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html. The chunks' signatures are not checked.
/// </summary>
static class AwsChunked
{
    public static ReadOnlyMemory<byte> Decode(ReadOnlySpan<byte> coded, int decodedLength, Dictionary<string, string> trailers)
    {
        var decoded = new byte[decodedLength];
        var written = 0;
        while (true)
        {
            var size = ReadSize(ref coded);
            if (size == 0)
            {
                break;
            }

            if (size > coded.Length - 2 || size > decoded.Length - written)
            {
                throw S3Errors.IncompleteBody();
            }

            coded[..size].CopyTo(decoded.AsSpan(written));
            written += size;
            coded = coded[size..];
            if (ReadLine(ref coded).Length != 0)
            {
                throw S3Errors.IncompleteBody();
            }
        }

        ReadTrailers(coded, trailers);
        return written == decodedLength ? decoded : throw S3Errors.IncompleteBody();
    }

    static int ReadSize(ref ReadOnlySpan<byte> coded)
    {
        var line = ReadLine(ref coded);
        var extension = line.IndexOf((byte)';');
        var digits = extension < 0 ? line : line[..extension];
        return Utf8Parser.TryParse(digits, out int size, out var consumed, 'x') && consumed == digits.Length && size >= 0 ? size : throw S3Errors.IncompleteBody();
    }

    static void ReadTrailers(ReadOnlySpan<byte> coded, Dictionary<string, string> trailers)
    {
        while (coded.Length > 0)
        {
            var line = Encoding.ASCII.GetString(ReadLine(ref coded));
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                trailers[line[..colon].Trim()] = line[(colon + 1)..].Trim();
            }
        }
    }

    static ReadOnlySpan<byte> ReadLine(ref ReadOnlySpan<byte> coded)
    {
        var end = coded.IndexOf("\r\n"u8);
        if (end < 0)
        {
            throw S3Errors.IncompleteBody();
        }

        var line = coded[..end];
        coded = coded[(end + 2)..];
        return line;
    }
}
