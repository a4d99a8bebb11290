using System.Diagnostics;
using Fluency.Ingest.Deliveries;
using Fluency.Ingest.Routing;
using Microsoft.Extensions.Time.Testing;

namespace Fluency.Ingest.Tests.Model;

/// <summary>Everything around the engine: the queue, the objects, the sinks, the clock, and the process that runs now.</summary>
sealed class World
{
    readonly Topology _topology;
    readonly PipeOptions _options;
    readonly bool _hasQuarantine;
    readonly int _widthOfLastSink;

    public World(Topology topology, PipeOptions options, bool hasQuarantine, bool keepsRejected, bool canReturn, int widthOfLastSink, Coverage coverage)
    {
        _topology = topology;
        _options = options;
        _hasQuarantine = hasQuarantine;
        _widthOfLastSink = widthOfLastSink;
        Coverage = coverage;
        Calls = new Calls();
        Queue = new ModelQueue(Time, Calls, keepsRejected, canReturn);
        Promises = new Promises(topology, options, hasQuarantine, () => Queue.Messages, coverage);
        Queue.OnSettling = Promises.OnSettling;
        Calls.OnCall = _ => CheckBudget();
    }

    public static IReadOnlyList<string> Sinks { get; } = ["s1", "s2", "s3"];

    public FakeTimeProvider Time { get; } = new();

    public Rest Rest { get; } = new();

    public Calls Calls { get; }

    public ModelQueue Queue { get; }

    public Promises Promises { get; }

    public Coverage Coverage { get; }

    public ModelProcess? Process { get; private set; }

    /// <summary>The most bytes that were in flight at once.</summary>
    public long MostBytes { get; private set; }

    public void Start()
    {
        Promises.BeginProcess();
        var sinks = Sinks.ToDictionary(name => name, name => (ISink)new ModelSink(name, name == Sinks[^1] ? _widthOfLastSink : 1, Calls, Promises));
        var builder = Pipe.CreateBuilder("model").From(Queue.Open()).UseTime(Time).Configure(Copy);
        foreach (var route in _topology.Routes)
        {
            builder.Route(description => Describe(description, route, sinks));
        }

        if (_topology.MatchAll)
        {
            builder.MatchAll();
        }

        if (_topology.Otherwise == Topology.Drop)
        {
            builder.OtherwiseDrop();
        }
        else if (_topology.Otherwise != Topology.Quarantine)
        {
            builder.Otherwise(sinks[_topology.Otherwise], _topology.Otherwise);
        }

        if (_hasQuarantine)
        {
            builder.Quarantine(new ModelSink(Topology.Quarantine, 1, Calls, Promises));
        }

        Process = null;
        var process = new ModelProcess(builder.Build(), Rest);
        Promises.IsAborted = () => process.IsAborted;
        Process = process;
        Rest.Wait();
    }

    /// <summary>Lets the process end, answering what it still waits for, and looks whether it kept what it promised.</summary>
    public void End()
    {
        var process = Process!;
        var since = Stopwatch.GetTimestamp();
        for (var round = 0; !process.HasEnded; round++)
        {
            if (round > 200 && Stopwatch.GetElapsedTime(since) > Rest.Patience)
            {
                throw new InvalidOperationException($"The process does not end. Waiting: {string.Join(", ", Calls.Waiting)}");
            }

            Rest.Wait();
            Calls.GiveAll();
            Rest.Wait();
            if (!process.HasEnded)
            {
                Pass(TimeSpan.FromSeconds(1));
            }
        }

        Promises.OnEnded(process.Done, Queue.Receipts);
        process.Dispose();
        foreach (var leak in process.Leaks())
        {
            Promises.Violate(leak);
        }

        Process = null;
    }

    public void Pass(TimeSpan time)
    {
        Time.Advance(time);
        Queue.Changed();
        Rest.Wait();
    }

    /// <summary>Everything is mended, and time passes: what is still in the queue after that is stuck.</summary>
    public void Mend()
    {
        var isKept = _hasQuarantine || Queue.KeepsRejected;
        foreach (var message in Queue.Messages)
        {
            message.Problem = isKept ? message.Problem : null;
            foreach (var source in message.Objects)
            {
                source.Mend(isWritten: !isKept);
            }
        }

        Calls.Mend();
        Rest.Wait();
        var since = Stopwatch.GetTimestamp();
        for (var round = 0; !Queue.IsEmpty; round++)
        {
            if (round > 300 && Stopwatch.GetElapsedTime(since) > Rest.Patience)
            {
                throw new InvalidOperationException(
                    $"Stuck: {string.Join(", ", Queue.Messages.Where(message => !message.IsGone))}; in work: {string.Join(' ', Queue.Unsettled.Select(receipt => receipt.Id))}; waiting: {string.Join(", ", Calls.Waiting)}");
            }

            Pass(TimeSpan.FromSeconds(10));
        }

        Process!.Drain();
        End();
    }

    public void CheckBudget()
    {
        if (Process?.Machine.State.Budget.Bytes is { } bytes)
        {
            MostBytes = Math.Max(MostBytes, bytes);
            // The head of the order passes the budget by what lanes have: two batches and one in work, and a streamed segment that waits, one in work and one
            // that is filled; all in memory that grows by doubling.
            var reserve = (2 * _options.BufferLimit) + ((Sinks.Count + 1) * 2L * ((3 * _options.BatchBytes) + (3 * (256 + 16) * 1024)));
            if (bytes > _options.MaxInFlightBytes + reserve)
            {
                Promises.Violate($"{bytes} bytes are in flight; {_options.MaxInFlightBytes} may be, and {reserve} in reserve.");
            }
        }
    }

    void Describe(RouteBuilder description, ModelRoute route, Dictionary<string, ISink> sinks)
    {
        description.When(record => route.Takes.Contains(Topology.KindOf(record)));
        if (route.Aborts is { } aborts)
        {
            var processor = new ModelProcessor(aborts, Calls);
            _ = route.IsAsync ? description.Process((IAsyncProcessor)processor) : description.Process((IProcessor)processor);
        }

        foreach (var name in route.Sinks)
        {
            description.To(sinks[name], name);
        }
    }

    void Copy(PipeOptions options)
    {
        foreach (var property in typeof(PipeOptions).GetProperties().Where(property => property.CanWrite))
        {
            property.SetValue(options, property.GetValue(_options));
        }
    }
}
