using System.Buffers;

namespace Fluency.Ingest;

/// <summary>JSON text as one line.</summary>
static class JsonLine
{
    static ReadOnlySpan<byte> WhiteSpace => " \t\r\n"u8;

    static readonly SearchValues<byte> WhiteSpaceOrQuote = SearchValues.Create(" \t\r\n\""u8);
    static readonly SearchValues<byte> EndsRunInString = SearchValues.Create("\"\\\r\n"u8);

    /// <summary>Writes a text and a line feed: byte for byte, unless it contains line ends; then without the white space between its tokens.</summary>
    public static void Write(ReadOnlySpan<byte> json, IBufferWriter<byte> writer)
    {
        if (json.ContainsAny((byte)'\n', (byte)'\r'))
        {
            WriteCompacted(json, writer);
        }
        else
        {
            writer.Write(json);
        }

        writer.Write("\n"u8);
    }

    static void WriteCompacted(ReadOnlySpan<byte> json, IBufferWriter<byte> writer)
    {
        while (!json.IsEmpty)
        {
            var run = LengthBefore(json, WhiteSpaceOrQuote);
            writer.Write(json[..run]);
            var rest = json[run..].TrimStart(WhiteSpace);
            if (run > 0 && rest.Length < json.Length - run && IsOfAScalar(json[run - 1]) && !rest.IsEmpty && IsOfAScalar(rest[0]))
            {
                // Not JSON: two numbers must not become another one.
                writer.Write(" "u8);
            }

            json = rest is [(byte)'"', ..] ? WriteString(rest, writer) : rest;
        }
    }

    static bool IsOfAScalar(byte b) => !"{}[]:,\""u8.Contains(b);

    /// <summary>Writes the string that <paramref name="json"/> begins with and returns what follows it.</summary>
    static ReadOnlySpan<byte> WriteString(ReadOnlySpan<byte> json, IBufferWriter<byte> writer)
    {
        var at = 1;
        while (true)
        {
            at += LengthBefore(json[at..], EndsRunInString);
            if (at == json.Length)
            {
                writer.Write(json);
                return [];
            }

            switch (json[at])
            {
                case (byte)'"':
                    writer.Write(json[..(at + 1)]);
                    return json[(at + 1)..];
                case (byte)'\\':
                    at += at + 1 < json.Length && json[at + 1] is (byte)'"' or (byte)'\\' ? 2 : 1;
                    break;
                default:
                    // Not JSON: a line end in a string must be escaped. It is written so, since a raw one would make two broken lines of one record.
                    writer.Write(json[..at]);
                    writer.Write(json[at] == (byte)'\n' ? "\\n"u8 : "\\r"u8);
                    json = json[(at + 1)..];
                    at = 0;
                    break;
            }
        }
    }

    static int LengthBefore(ReadOnlySpan<byte> bytes, SearchValues<byte> any)
    {
        var index = bytes.IndexOfAny(any);
        return index < 0 ? bytes.Length : index;
    }
}
