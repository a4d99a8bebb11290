using System.IO.Compression;

namespace Fluency.Ingest.Benchmarks.Ratios;

/// <summary>The base: .NET's <see cref="GZipStream"/> alone, which neither proves nor reads what comes out.</summary>
sealed class InflateRow(string name, int bufferBytes) : IRow
{
    readonly byte[] _buffer = new byte[bufferBytes];

    public string Name => name;

    public string What => $"`GZipStream` alone, {bufferBytes / 1024} KiB reads";

    public Task<Tally> RunAsync(DataSet data)
    {
        var bytes = 0L;
        foreach (var stored in data.Objects)
        {
            using var gzip = new GZipStream(stored.Open(), CompressionMode.Decompress);
            for (int read; (read = gzip.Read(_buffer)) > 0;)
            {
                bytes += read;
            }
        }

        return Task.FromResult(new Tally(0, bytes));
    }

    public Tally Expected(DataSet data) => new(0, data.Bytes);
}
