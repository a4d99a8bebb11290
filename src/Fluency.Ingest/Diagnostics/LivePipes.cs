using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Fluency.Ingest.Deliveries;

namespace Fluency.Ingest.Diagnostics;

/// <summary>The pipes that run at the moment, for the gauges: they are asked only while somebody collects metrics.</summary>
static class LivePipes
{
    static readonly ConcurrentDictionary<PipeMachine, byte> Pipes = new(ReferenceEqualityComparer.Instance);

    public static void Add(PipeMachine pipe) => Pipes.TryAdd(pipe, 0);

    public static void Remove(PipeMachine pipe) => Pipes.TryRemove(pipe, out _);

    public static IEnumerable<Measurement<long>> DeliveriesInFlight() =>
        from pipe in Pipes.Keys
        from source in pipe.Observer.Sources
        select new Measurement<long>(source.InFlight, source.Identity.Tags);

    public static IEnumerable<Measurement<long>> LaneDepth() =>
        from pipe in Pipes.Keys
        from lane in pipe.State.Lanes
        select new Measurement<long>(lane.Waiting, pipe.Observer.Sinks[lane.Index].Identity.Tags);

    public static IEnumerable<Measurement<long>> MemoryInFlight() => OfEach(static pipe => pipe.State.Budget.Bytes);

    public static IEnumerable<Measurement<long>> MemoryLimit() => OfEach(static pipe => pipe.State.Options.MaxInFlightBytes);

    public static IEnumerable<Measurement<long>> ObjectsOpen() => OfEach(static pipe => pipe.State.Budget.Objects);

    public static IEnumerable<Measurement<long>> ObjectsLimit() => OfEach(static pipe => pipe.State.Budget.Width);

    public static IEnumerable<Measurement<long>> States() =>
        from pipe in Pipes.Keys
        let status = pipe.GetStatus()
        from component in status.Components
        select new Measurement<long>(
            (long)component.State,
            Tags.Of(Tags.Pipe, status.Name),
            Tags.Of(Tags.Component, component.Id),
            Tags.Of(Tags.ComponentKind, component.Kind.ToString().ToLowerInvariant()));

    static IEnumerable<Measurement<long>> OfEach(Func<PipeMachine, long> value) =>
        Pipes.Keys.Select(pipe => new Measurement<long>(value(pipe), pipe.Observer.Sources[0].Identity.PipeTag));
}
