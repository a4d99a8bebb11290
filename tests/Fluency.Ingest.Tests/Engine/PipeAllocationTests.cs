#if !DEBUG
using Fluency.Ingest.CloudTrail;
using Fluency.Ingest.Objects;
using Fluency.Ingest.Sinks;
using Fluency.Ingest.Testing.Generation;
using Fluency.Ingest.Tests.Model;
using Fluency.Ingest.Tests.Support;
using FluentAssertions;
using Xunit;

namespace Fluency.Ingest.Tests.Engine;

/// <summary>What a pipe allocates on the way from the stored bytes to a file: for each record nothing, for each file a little. Debug builds allocate for each call of an async method.</summary>
[Collection(nameof(AloneCollection))]
public sealed class PipeAllocationTests : IDisposable
{
    const int Files = 200;

    // The least that anything allocated for each record would be; buffers that grow to a larger size now and then are far below.
    const int SmallestObject = 24;

    // The shared pool, where the memory of larger batches comes from, keeps a few dozen of a size: what waits beyond that while the sink is behind is allocated.
    const int InFlight = 16;

    // 4.6 KB was measured: the tasks, places, batches and memories of one delivery, a tenth of it of the source in memory, and its share of a write. Nothing of it is large.
    const int MaxBytesPerFile = 6_000;

    readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Pipe_MoreRecordsInTheFiles_AllocatesNoMore()
    {
        var few = await AllocatedAsync(Files, recordsPerFile: 20);
        var many = await AllocatedAsync(Files, recordsPerFile: 200);

        ((double)(many - few) / (Files * 180)).Should().BeLessThan(SmallestObject);
    }

    [Fact]
    public async Task Pipe_MoreFiles_AllocatesLittleForEach()
    {
        var few = await AllocatedAsync(Files, recordsPerFile: 20);
        var many = await AllocatedAsync(10 * Files, recordsPerFile: 20);

        ((double)(many - few) / (9 * Files)).Should().BeLessThan(MaxBytesPerFile);
    }

    async Task<long> AllocatedAsync(int files, int recordsPerFile)
    {
        var stored = new CloudTrailGenerator().File(recordsPerFile).Bytes;
        (string, ReadOnlyMemory<byte>)[] objects = [.. Enumerable.Range(0, files).Select(number => ($"{number:D6}.json.gz", stored))];

        // What is used again is made in the first runs.
        await RunAsync(objects);
        await RunAsync(objects);

        // The least of some: what is allocated for each record is so in every run, and a pool that was empty for a moment, as where many files happen to be open at once, only in a few.
        var least = long.MaxValue;
        for (var run = 0; run < 12; run++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            await RunAsync(objects);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        return least;
    }

    async Task RunAsync((string Name, ReadOnlyMemory<byte> Content)[] objects)
    {
        await using var pipe = Pipe.CreateBuilder("allocations")
            .From(new MemorySource(objects))
            .Configure(static options => options.MaxInFlightDeliveries = InFlight)
            .Route(route => route.Process<CloudTrailAdjustments>().To(new FileSink(new FileSinkOptions { Path = Path.Combine(_folder.FullPath, "out.ndjson") })))
            .Build();
        var done = await pipe.RunUntilEmptyAsync(TestContext.Current.CancellationToken);
        done.Objects.Read.Should().Be(objects.Length);
    }
}
#endif
