using Fluency.Ingest.Deliveries;
using Fluency.Ingest.Objects;
using Fluency.Ingest.Records;
using Microsoft.Extensions.DependencyInjection;

namespace Fluency.Ingest.Benchmarks;

/// <summary>The same objects, once only decoded and once through a whole pipe to a sink that keeps nothing: the difference is what the engine costs.</summary>
/// <remarks>The objects are in memory and not compressed, so that neither a network nor inflating hides the engine.</remarks>
sealed class EngineWork
{
    readonly ObjectOptions _objectOptions = new();
    readonly RecordOptions _recordOptions = new();
    readonly (string Name, ReadOnlyMemory<byte> Content)[] _objects;
    readonly MemoryObject[] _opened;

    public EngineWork(int objects, int recordsPerObject)
    {
        var content = Trail.File(recordsPerObject).Content;
        _objects = [.. Enumerable.Range(0, objects).Select(number => ($"{number:D6}.json", content))];
        _opened = [.. _objects.Select(item => new MemoryObject(item.Name, item.Content))];
        Records = (long)objects * recordsPerObject;
    }

    public int Objects => _objects.Length;

    public long Records { get; }

    /// <summary>Every byte proven and split, one object after another.</summary>
    public async Task<long> DecodeAsync()
    {
        var count = 0L;
        foreach (var item in _opened)
        {
            await using var source = await ObjectReader.OpenAsync(item, _objectOptions, TimeProvider.System, CancellationToken.None);
            using var reader = new RecordReader(source, _recordOptions);
            while (await reader.FillAsync(CancellationToken.None))
            {
                while (reader.TryRead(out _))
                {
                    count++;
                }
            }
        }

        return count;
    }

    /// <summary>The same through the order gate, a lane and a sink, each delivery settled.</summary>
    public async Task<long> PipeAsync(Ordering ordering = Ordering.Arrival)
    {
        await using var pipe = Pipe.CreateBuilder("engine")
            .From(new MemorySource(_objects))
            .Configure(options => options.Ordering = ordering)
            .Route(route => route.ToNull())
            .Build();
        var done = await pipe.RunUntilEmptyAsync();
        return done.Records.Delivered;
    }
}
