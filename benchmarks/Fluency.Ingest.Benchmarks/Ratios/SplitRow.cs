using Fluency.Ingest.Objects;
using Fluency.Ingest.Records;

namespace Fluency.Ingest.Benchmarks.Ratios;

/// <summary>Proves and splits each file, and drops the records.</summary>
sealed class SplitRow(string name, string what, RecordOptions options) : IRow
{
    readonly ObjectOptions _objectOptions = new();

    public string Name => name;

    public string What => what;

    public async Task<Tally> RunAsync(DataSet data)
    {
        var (count, bytes) = (0L, 0L);
        foreach (var stored in data.Objects)
        {
            await using var source = await ObjectReader.OpenAsync(stored, _objectOptions, TimeProvider.System, CancellationToken.None);
            using var reader = new RecordReader(source, options);
            while (await reader.FillAsync(CancellationToken.None))
            {
                while (reader.TryRead(out var record))
                {
                    count++;
                    bytes += record.Count;
                }
            }
        }

        return new Tally(count, bytes);
    }

    public Tally Expected(DataSet data) => new(data.Records, data.RecordBytes);
}
