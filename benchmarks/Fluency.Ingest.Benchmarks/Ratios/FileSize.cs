namespace Fluency.Ingest.Benchmarks.Ratios;

/// <summary>Goals differ by how many records a file has: what is done once for each file weighs in small ones.</summary>
enum FileSize
{
    /// <summary>Some 20,000 records.</summary>
    Large,

    /// <summary>Some 20 records.</summary>
    Small,
}
