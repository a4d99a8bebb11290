using System.IO.Compression;
using System.Text;

namespace Fluency.Ingest.FunctionalTests.Faults;

/// <summary>Files whose records say which file and place they come from, so that each one can be told from all others when it arrives.</summary>
static class TrailFile
{
    /// <summary>The text of one record.</summary>
    /// <param name="key">The file.</param>
    /// <param name="index">Its place in the file.</param>
    /// <param name="padding">How many bytes it is longer than it need be.</param>
    public static string Record(string key, int index, int padding = 0) => $$"""{"key":"{{key}}","n":{{index}},"pad":"{{Padding(padding, index)}}"}""";

    /// <summary>A file of CloudTrail's form.</summary>
    public static byte[] Json(string key, int records, int padding = 0)
    {
        var text = new StringBuilder("{\"Records\":[");
        for (var index = 0; index < records; index++)
        {
            text.Append(index == 0 ? "" : ",").Append(Record(key, index, padding));
        }

        return Encoding.UTF8.GetBytes(text.Append("]}").ToString());
    }

    /// <summary>The same, compressed.</summary>
    public static byte[] Gzip(string key, int records, int padding = 0) => Gzip(Json(key, records, padding));

    public static byte[] Gzip(ReadOnlySpan<byte> content)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return bytes.ToArray();
    }

    /// <summary>The body of a message that tells of several files.</summary>
    public static string EventOf(IEnumerable<string> keys) => $"{{\"Records\":[{string.Join(',', keys.Select(EntryOf))}]}}";

    static string EntryOf(string key) => """{"eventSource":"aws:s3","eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"logs"},"object":{"key":"KEY"}}}""".Replace("KEY", key, StringComparison.Ordinal);

    // Text that hardly shrinks, since a body that gzip makes tiny has no middle to be cut in.
    static string Padding(int length, int seed)
    {
        if (length == 0)
        {
            return "";
        }

        var bytes = new byte[(length / 2) + 1];
        new Random(seed).NextBytes(bytes);
        return Convert.ToHexString(bytes)[..length];
    }
}
