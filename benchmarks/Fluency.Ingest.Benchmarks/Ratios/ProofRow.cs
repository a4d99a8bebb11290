using Fluency.Ingest.Objects;

namespace Fluency.Ingest.Benchmarks.Ratios;

/// <summary>Proves each file, and looks at nothing that comes out.</summary>
sealed class ProofRow : IRow
{
    readonly ObjectOptions _objectOptions = new();
    readonly byte[] _buffer = new byte[128 * 1024];

    public string Name => "proof";

    public string What => "inflate, each gzip member proven whole";

    public async Task<Tally> RunAsync(DataSet data)
    {
        var bytes = 0L;
        foreach (var stored in data.Objects)
        {
            await using var source = await ObjectReader.OpenAsync(stored, _objectOptions, TimeProvider.System, CancellationToken.None);
            for (int read; (read = await source.ReadAsync(_buffer, CancellationToken.None)) > 0;)
            {
                bytes += read;
            }
        }

        return new Tally(0, bytes);
    }

    public Tally Expected(DataSet data) => new(0, data.Bytes);
}
