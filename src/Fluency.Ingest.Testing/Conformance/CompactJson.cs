namespace Fluency.Ingest.Testing.Conformance;

/// <summary>JSON without the white space between its tokens, which a sink may leave out.</summary>
static class CompactJson
{
    public static byte[] Of(ReadOnlySpan<byte> json)
    {
        var compact = new List<byte>(json.Length);
        var inString = false;
        var escaped = false;
        foreach (var b in json)
        {
            if (inString || b is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
            {
                compact.Add(b);
            }

            if (b == (byte)'"' && !escaped)
            {
                inString = !inString;
            }

            escaped = inString && b == (byte)'\\' && !escaped;
        }

        return [.. compact];
    }
}
