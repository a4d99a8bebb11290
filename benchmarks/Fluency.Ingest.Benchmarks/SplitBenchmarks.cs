using BenchmarkDotNet.Attributes;
using Fluency.Ingest.Objects;
using Fluency.Ingest.Records;

namespace Fluency.Ingest.Benchmarks;

/// <summary>Stage 3: bytes to records, without inflating.</summary>
[MemoryDiagnoser]
public class SplitBenchmarks
{
    readonly ObjectOptions _objectOptions = new();
    readonly RecordOptions _recordOptions = new();
    MemoryObject _content = null!;

    [Params(5, 5_000)]
    public int Records { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var file = Trail.File(Records);
        _content = new MemoryObject(file.Key, file.Content);
    }

    [Benchmark]
    public async Task<long> RecordReader()
    {
        await using var source = await ObjectReader.OpenAsync(_content, _objectOptions, TimeProvider.System, CancellationToken.None);
        using var reader = new RecordReader(source, _recordOptions);
        var bytes = 0L;
        while (await reader.FillAsync(CancellationToken.None))
        {
            while (reader.TryRead(out var record))
            {
                bytes += record.Count;
            }
        }

        return bytes;
    }
}
