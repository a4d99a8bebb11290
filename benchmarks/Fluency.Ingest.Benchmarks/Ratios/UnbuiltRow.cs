namespace Fluency.Ingest.Benchmarks.Ratios;

/// <summary>What has a goal and is not built: shown as such, so that the table has no gap that nobody sees.</summary>
sealed class UnbuiltRow(string name, string what) : IRow
{
    public string Name => name;

    public string What => what;

    public bool IsBuilt => false;

    public Task<Tally> RunAsync(DataSet data) => throw new NotSupportedException($"'{name}' is not built.");

    public Tally Expected(DataSet data) => throw new NotSupportedException($"'{name}' is not built.");
}
