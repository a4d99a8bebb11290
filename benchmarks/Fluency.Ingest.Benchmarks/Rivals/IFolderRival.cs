using Fluency.Ingest.Benchmarks.Ratios;

namespace Fluency.Ingest.Benchmarks.Rivals;

/// <summary>A rival that reads many files on the disk by itself.</summary>
interface IFolderRival
{
    string Name { get; }

    /// <summary>Whether it can run here.</summary>
    bool IsHere { get; }

    bool KeepsBytes { get; }

    /// <summary>Reads all files of a folder.</summary>
    Task<Tally> ReadAsync(string folder);
}
