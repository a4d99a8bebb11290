using BenchmarkDotNet.Attributes;
using Fluency.Ingest.CloudTrail;
using Fluency.Ingest.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Fluency.Ingest.Benchmarks;

/// <summary>All stages: a folder of files through a pipe to a sink that keeps nothing.</summary>
[MemoryDiagnoser]
public class DecodeBenchmarks
{
    const int Files = 300;

    readonly string _folder = Directory.CreateTempSubdirectory("fluency-ingest-").FullName;

    [GlobalSetup]
    public void Setup()
    {
        var number = 0;
        foreach (var file in Trail.Files(Files))
        {
            File.WriteAllBytes(Path.Combine(_folder, $"{number++:D4}.json.gz"), file.Bytes.Span);
        }
    }

    [GlobalCleanup]
    public void Cleanup() => Directory.Delete(_folder, recursive: true);

    [Benchmark(OperationsPerInvoke = Files)]
    public async Task<PipeStatistics> Pipe()
    {
        await using var pipe = Ingest.Pipe.CreateBuilder("decode")
            .FromFiles(_folder)
            .Route(route => route.Process<CloudTrailAdjustments>().ToNull())
            .OtherwiseDrop()
            .Build();
        return await pipe.RunUntilEmptyAsync();
    }
}
