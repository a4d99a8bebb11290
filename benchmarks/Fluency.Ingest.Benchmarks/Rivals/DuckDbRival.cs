using System.Globalization;
using DuckDB.NET.Data;
using Fluency.Ingest.Benchmarks.Ratios;

namespace Fluency.Ingest.Benchmarks.Rivals;

/// <summary>DuckDB in this process, on one thread: each record as the text that a query would take fields from.</summary>
sealed class DuckDbRival : IFolderRival
{
    // A file is one object to it, which must be this small.
    const int MaxObjectBytes = 1 << 30;

    public string Name => "DuckDB.NET, `read_json` + `unnest`, one thread";

    public bool IsHere => true;

    // Some numbers and escapes come out otherwise.
    public bool KeepsBytes => false;

    public async Task<Tally> ReadAsync(string folder)
    {
        await using var connection = new DuckDBConnection("Data Source=:memory:;threads=1");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        var files = Path.Combine(folder, "*.json.gz").Replace("'", "''", StringComparison.Ordinal);
        command.CommandText = string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            SELECT count(*), sum(strlen(record::VARCHAR))::BIGINT
            FROM (SELECT unnest("Records") AS record FROM read_json('{{files}}', columns = {'Records': 'JSON[]'}, format = 'unstructured', maximum_object_size = {{MaxObjectBytes}}))
            """);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return new Tally(reader.GetInt64(0), reader.GetInt64(1));
    }
}
