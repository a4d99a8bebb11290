using System.Text;
using System.Text.Json;

namespace Fluency.Ingest;

/// <summary>The name under which a record's body stands in the output, encoded once; see <see cref="Record.Nest"/>.</summary>
public sealed class NestName
{
    /// <summary>Encodes the name.</summary>
    /// <param name="text">The name.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public NestName(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        Text = text;
        Utf8Text = Encoding.UTF8.GetBytes(text);
        Member = [.. "\""u8, .. JsonEncodedText.Encode(text).EncodedUtf8Bytes, .. "\":"u8];
    }

    /// <summary>The name.</summary>
    public string Text { get; }

    internal byte[] Utf8Text { get; }

    // "name": as it stands before the body.
    internal byte[] Member { get; }
}
