using Fluency.Ingest.Benchmarks.Ratios;

namespace Fluency.Ingest.Benchmarks.Rivals;

/// <summary>A way to the bytes of each record that somebody without this library might choose.</summary>
interface IRival
{
    string Name { get; }

    /// <summary>Whether a record comes out byte for byte; others write it anew.</summary>
    bool KeepsBytes { get; }

    /// <summary>Reads one gzip file.</summary>
    /// <returns>How many records it found, and how many bytes they are as it gives them out.</returns>
    ValueTask<Tally> ReadAsync(Stream stored);
}
