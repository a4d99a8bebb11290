using System.IO.Compression;
using BenchmarkDotNet.Attributes;
using Fluency.Ingest.Objects;
using Fluency.Ingest.Testing.Generation;

namespace Fluency.Ingest.Benchmarks;

/// <summary>Stage 2: stored bytes to bytes proven whole, beside what .NET does without a proof.</summary>
[MemoryDiagnoser]
public class InflateBenchmarks
{
    readonly byte[] _buffer = new byte[128 * 1024];
    readonly ObjectOptions _options = new();
    GeneratedFile _file = null!;
    byte[] _bytes = [];

    [Params(5, 5_000)]
    public int Records { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _file = Trail.File(Records);
        _bytes = _file.Bytes.ToArray();
    }

    [Benchmark(Baseline = true)]
    public async Task<long> GZipStreamWithoutProof()
    {
        await using var gzip = new GZipStream(new MemoryStream(_bytes), CompressionMode.Decompress);
        var total = 0L;
        for (int read; (read = await gzip.ReadAsync(_buffer)) > 0;)
        {
            total += read;
        }

        return total;
    }

    [Benchmark]
    public async Task<long> ObjectReader()
    {
        await using var reader = await Objects.ObjectReader.OpenAsync(Trail.Object(_file), _options, TimeProvider.System, CancellationToken.None);
        while (await reader.ReadAsync(_buffer, CancellationToken.None) > 0)
        {
            // Until the end is proven.
        }

        return reader.BytesDecompressed;
    }
}
