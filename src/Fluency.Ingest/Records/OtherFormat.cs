namespace Fluency.Ingest.Records;

/// <summary>Tells by the first bytes of what is no JSON what it is instead, so that who wrote it there is found sooner.</summary>
static class OtherFormat
{
    /// <summary>What a content is that begins so, with its article; null if it is none that is known.</summary>
    public static string? NameOf(ReadOnlySpan<byte> begin) => begin switch
    {
        // APPNOTE.TXT, section 4.3.7; RFC 8878, section 3.1.1; the specifications of xz, LZ4 frames, framed Snappy and 7z; bzip2 has none.
        [(byte)'P', (byte)'K', 3, 4, ..] => "a ZIP archive",
        [0x28, 0xB5, 0x2F, 0xFD, ..] => "Zstandard",
        [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', ..] => "xz",
        [(byte)'B', (byte)'Z', (byte)'h', >= (byte)'1' and <= (byte)'9', ..] => "bzip2",
        [0x04, 0x22, 0x4D, 0x18, ..] => "LZ4",
        [0xFF, 0x06, 0x00, 0x00, (byte)'s', (byte)'N', ..] => "Snappy",
        [(byte)'7', (byte)'z', 0xBC, 0xAF, ..] => "a 7z archive",

        // ObjectReader takes off as many layers as anybody means to have.
        [0x1F, 0x8B, ..] => "gzip within more gzip than is taken off",

        // https://parquet.apache.org/docs/file-format/, https://avro.apache.org/docs/++version++/specification/#object-container-files, https://orc.apache.org/specification/
        [(byte)'P', (byte)'A', (byte)'R', (byte)'1', ..] => "Parquet",
        [(byte)'O', (byte)'b', (byte)'j', 1, ..] => "Avro",
        [(byte)'O', (byte)'R', (byte)'C', ..] => "ORC",

        // With the mark of its byte order, or as JSON begins without one.
        [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [(byte)'{' or (byte)'[', 0, ..] or [0, (byte)'{' or (byte)'[', ..] => "UTF-16",

        [(byte)'<', ..] => "XML or HTML, such as the answer of a server that failed",
        _ => null,
    };
}
