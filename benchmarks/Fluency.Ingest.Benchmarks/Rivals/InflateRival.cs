using System.IO.Compression;
using Fluency.Ingest.Benchmarks.Ratios;

namespace Fluency.Ingest.Benchmarks.Rivals;

/// <summary>Inflating alone: what nobody can be faster than.</summary>
sealed class InflateRival : IRival
{
    readonly byte[] _buffer = new byte[128 * 1024];

    public string Name => "`GZipStream` alone, nothing proven or split";

    public bool KeepsBytes => false;

    public ValueTask<Tally> ReadAsync(Stream stored)
    {
        using var gzip = new GZipStream(stored, CompressionMode.Decompress);
        var bytes = 0L;
        for (int read; (read = gzip.Read(_buffer)) > 0;)
        {
            bytes += read;
        }

        return ValueTask.FromResult(new Tally(0, bytes));
    }
}
