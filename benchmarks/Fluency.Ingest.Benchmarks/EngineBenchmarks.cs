using BenchmarkDotNet.Attributes;
using Fluency.Ingest.Deliveries;

namespace Fluency.Ingest.Benchmarks;

/// <summary>What the engine adds to bare decoding: for each record in large objects, for each delivery in small ones.</summary>
[MemoryDiagnoser]
public class EngineBenchmarks
{
    EngineWork _work = null!;

    /// <summary>As many records in all, in few objects or in many.</summary>
    [Params(10, 10_000)]
    public int Objects { get; set; }

    [GlobalSetup]
    public void Setup() => _work = new EngineWork(Objects, 10_000 / Objects);

    [Benchmark(Baseline = true)]
    public Task<long> Decode() => _work.DecodeAsync();

    [Benchmark]
    public Task<long> PipeInOrder() => _work.PipeAsync();

    [Benchmark]
    public Task<long> PipeWithoutOrder() => _work.PipeAsync(Ordering.None);
}
