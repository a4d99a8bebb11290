using Fluency.Ingest.Benchmarks.Ratios;
using Fluency.Ingest.Objects;
using Fluency.Ingest.Records;

namespace Fluency.Ingest.Benchmarks.Rivals;

/// <summary>This library: proven whole, validated and split.</summary>
sealed class IngestRival : IRival
{
    readonly ObjectOptions _objectOptions = new();
    readonly RecordOptions _recordOptions = new();

    public string Name => "Fluency.Ingest: proven, validated, split";

    public bool KeepsBytes => true;

    public async ValueTask<Tally> ReadAsync(Stream stored)
    {
        await using var source = await ObjectReader.OpenAsync(new StreamObject(stored), _objectOptions, TimeProvider.System, CancellationToken.None);
        using var reader = new RecordReader(source, _recordOptions);
        var tally = default(Tally);
        while (await reader.FillAsync(CancellationToken.None))
        {
            while (reader.TryRead(out var record))
            {
                tally += new Tally(1, record.Count);
            }
        }

        return tally;
    }
}
