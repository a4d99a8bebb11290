using System.IO.Compression;
using System.Text.Json;

namespace Fluency.Ingest.FunctionalTests.Tool;

/// <summary>The working folder of a run, gone after the test.</summary>
sealed class ToolFolder : IDisposable
{
    public string FullPath { get; } = Directory.CreateTempSubdirectory("fluency-ingest-").FullName;

    public string File(string name) => Path.Combine(FullPath, name);

    public string Write(string name, ReadOnlySpan<byte> content)
    {
        System.IO.File.WriteAllBytes(File(name), content);
        return File(name);
    }

    public static byte[] Gzip(string text)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(System.Text.Encoding.UTF8.GetBytes(text));
        }

        return bytes.ToArray();
    }

    /// <summary>The lines of files, compressed or not, each of which must be one JSON object.</summary>
    /// <param name="pattern">The name of one, or a pattern such as <c>events*</c>.</param>
    public IReadOnlyList<JsonElement> Objects(string pattern) =>
        [.. Directory.GetFiles(FullPath, pattern).Order(StringComparer.Ordinal).SelectMany(ObjectsOf)];

    static IEnumerable<JsonElement> ObjectsOf(string path)
    {
        using var file = System.IO.File.OpenRead(path);
        using Stream plain = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        return [.. new StreamReader(plain).ReadToEnd().Split('\n')[..^1].Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
    }

    public void Dispose() => Directory.Delete(FullPath, recursive: true);
}
