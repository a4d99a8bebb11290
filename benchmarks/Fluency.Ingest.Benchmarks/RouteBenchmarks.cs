using BenchmarkDotNet.Attributes;
using Fluency.Ingest.CloudTrail;
using Fluency.Ingest.Routing;

namespace Fluency.Ingest.Benchmarks;

/// <summary>Stage 4: records through one route, as they came and with their CloudTrail envelope.</summary>
[MemoryDiagnoser]
public class RouteBenchmarks : IDisposable
{
    const int Records = 1_000;

    static readonly ObjectReference Origin = new("bucket", "key") { Uri = "s3://bucket/key" };

    readonly CountingOutput _output = new();
    ArraySegment<byte>[] _records = [];
    RecordRouter _router = null!;

    [Params(false, true)]
    public bool IsAdjusted { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _records = [.. Trail.File(Records).Records.Select(record => new ArraySegment<byte>(record.ToArray()))];
        RouteProcessor[] processors = IsAdjusted ? [new RouteProcessor(CloudTrailAdjustments.Name, new CloudTrailAdjustments())] : [];
        _router = new RecordRouter(new Router([null], matchAll: false), [new Route { Name = "main", Processors = processors, Sinks = [0] }]);
    }

    [Benchmark(OperationsPerInvoke = Records)]
    public async Task<long> RecordRouter()
    {
        for (var i = 0; i < _records.Length; i++)
        {
            _router.Add(Origin, default, (uint)i, _records[i]);
        }

        await _router.RunAsync(_output, CancellationToken.None);
        return _output.Delivered;
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _router?.Dispose();
        GC.SuppressFinalize(this);
    }

    sealed class CountingOutput : IRecordOutput
    {
        public long Delivered { get; private set; }

        public void Deliver(Record record, Route route) => Delivered++;

        public void Leave(Record record, RecordOutcome outcome)
        {
            // Only deliveries are counted.
        }
    }
}
