using BenchmarkDotNet.Attributes;
using Fluency.Ingest.Benchmarks.Rivals;

namespace Fluency.Ingest.Benchmarks;

/// <summary>What one would otherwise use to find the records of a file, beside this library.</summary>
[MemoryDiagnoser]
public class RivalBenchmarks
{
    byte[] _stored = [];
    IRival _rival = null!;

    public static IEnumerable<string> Names => RivalTable.InMemory.Select(static rival => rival.Name);

    [Params(20, 5_000)]
    public int Records { get; set; }

    [ParamsSource(nameof(Names))]
    public string Rival { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _stored = Trail.File(Records).Bytes.ToArray();
        _rival = RivalTable.InMemory.Single(rival => rival.Name == Rival);
    }

    [Benchmark]
    public async Task<long> Read()
    {
        var found = await _rival.ReadAsync(new MemoryStream(_stored));
        return found.Bytes;
    }
}
