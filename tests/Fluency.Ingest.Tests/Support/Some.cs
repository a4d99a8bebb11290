using System.IO.Compression;
using System.Text;

namespace Fluency.Ingest.Tests.Support;

/// <summary>Small inputs.</summary>
public static class Some
{
    /// <summary>A wrapper with records <c>{"name":"...","n":0}</c> and so on.</summary>
    public static string Wrapper(string name, int records) =>
        $"{{\"Records\":[{string.Join(',', Enumerable.Range(0, records).Select(n => RecordText(name, n)))}]}}";

    public static string RecordText(string name, int n) => $"{{\"name\":\"{name}\",\"n\":{n}}}";

    public static byte[] Gzip(string text)
    {
        var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return buffer.ToArray();
    }

    public static FakeObject Object(string name, int records = 2) => new(name, Gzip(Wrapper(name, records)));
}
