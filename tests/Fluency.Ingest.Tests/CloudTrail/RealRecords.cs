using System.IO.Compression;
using System.Text.Json;
using Fluency.Ingest.Tests.Support;

namespace Fluency.Ingest.Tests.CloudTrail;

/// <summary>The records of the public CloudTrail samples, as JSON text; the test is skipped where they are not, but fails in CI.</summary>
static class RealRecords
{
    static readonly Lazy<IReadOnlyList<string>> Loaded = new(static () => [.. RealData.Files().SelectMany(RecordsOf)]);

    public static IReadOnlyList<string> All => Loaded.Value;

    static IEnumerable<string> RecordsOf(string path)
    {
        using var stream = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var file = JsonDocument.Parse(stream);
        return file.RootElement.TryGetProperty("Records", out var records) ? [.. records.EnumerateArray().Select(record => record.GetRawText())] : [];
    }
}
