using System.IO.Compression;
using System.Text.Json;
using Xunit;

namespace Fluency.Ingest.Tests.CloudTrail;

/// <summary>The records of the public CloudTrail samples, as JSON text; the test is skipped where they are not, but fails in CI.</summary>
static class RealRecords
{
    static readonly Lazy<IReadOnlyList<string>> Loaded = new(static () => [.. Files().SelectMany(RecordsOf)]);

    public static IReadOnlyList<string> All
    {
        get
        {
            if (Loaded.Value.Count == 0)
            {
                Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", "The CloudTrail samples are not on this machine (FLUENCY_INGEST_DATA).");
                Assert.Fail("The CloudTrail samples must be there in CI (FLUENCY_INGEST_DATA).");
            }

            return Loaded.Value;
        }
    }

    static IEnumerable<string> Files() =>
        Folder() is { } folder ? Directory.EnumerateFiles(folder, "*.json.gz", SearchOption.AllDirectories).Order(StringComparer.Ordinal) : [];

    static string? Folder()
    {
        if (Environment.GetEnvironmentVariable("FLUENCY_INGEST_DATA") is { Length: > 0 } named)
        {
            return named;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var data = Path.Combine(folder.FullName, "..", "shared", "data", "cloudtrail");
            if (File.Exists(Path.Combine(folder.FullName, "Fluency.Ingest.sln")))
            {
                return Directory.Exists(data) ? data : null;
            }
        }

        return null;
    }

    static IEnumerable<string> RecordsOf(string path)
    {
        using var stream = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var file = JsonDocument.Parse(stream);
        return file.RootElement.TryGetProperty("Records", out var records) ? [.. records.EnumerateArray().Select(record => record.GetRawText())] : [];
    }
}
