namespace Fluency.Ingest.Benchmarks.Growth;

/// <summary>One way through a file.</summary>
/// <param name="Name">On the command line.</param>
/// <param name="What">In the table.</param>
/// <param name="IsOurs">Whether its memory must not grow with the file.</param>
/// <param name="RunAsync">Reads a file and counts its records, if it looks for them.</param>
sealed record GrowthWay(string Name, string What, bool IsOurs, Func<string, Task<long>> RunAsync);
