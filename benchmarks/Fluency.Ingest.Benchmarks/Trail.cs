using Fluency.Ingest.Objects;
using Fluency.Ingest.Testing.Generation;

namespace Fluency.Ingest.Benchmarks;

/// <summary>The input of all benchmarks: the same files each time.</summary>
static class Trail
{
    const int Seed = 42;

    /// <summary>Files of sizes as in reality.</summary>
    public static IReadOnlyList<GeneratedFile> Files(int count) => [.. new CloudTrailGenerator(Seed).Files(count)];

    /// <summary>One larger file.</summary>
    public static GeneratedFile File(int records) => new CloudTrailGenerator(Seed).File(records);

    /// <summary>A file as an object in memory.</summary>
    public static MemoryObject Object(GeneratedFile file) => new(file.Key, file.Bytes);
}
