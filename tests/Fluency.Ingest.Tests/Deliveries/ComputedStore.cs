using Fluency.Ingest.Deliveries;

namespace Fluency.Ingest.Tests.Deliveries;

/// <summary>Objects that are always there, a store that takes its time for each, and processors that then work on one at a time: as a sum, without a clock.</summary>
sealed class ComputedStore(int seed)
{
    // What the way of a small object costs with the AWS SDK.
    const double WorkSeconds = 0.0004;
    const double LargeFactor = 30;

    readonly Random _random = new(seed);
    readonly OpenWidth _width = new(512);
    readonly PriorityQueue<(bool IsAnswer, double Opened, int Epoch), double> _events = new();
    readonly PriorityQueue<int, double> _processors = new();
    double _work;
    int _open;

    /// <summary>Seconds of a request, by the time it is; a third of it is added on average.</summary>
    public required Func<double, double> RequestSeconds { get; init; }

    public int Processors { get; init; } = 1;

    /// <summary>The share of objects that take thirty times the work.</summary>
    public double LargeShare { get; init; }

    public double Seconds { get; private set; }

    public int Width => _width.Value;

    /// <summary>Reads objects and says what share of the processors' time they used meanwhile.</summary>
    public double Run(int objects)
    {
        var (before, work) = (Seconds, _work);
        while (objects > 0)
        {
            while (_open < _width.Value)
            {
                _open++;
                _events.Enqueue((true, Seconds, _width.Epoch), Seconds + (RequestSeconds(Seconds) * (1 - (0.3 * Math.Log(1 - _random.NextDouble())))));
            }

            _width.Wanted();
            _events.TryDequeue(out var happens, out var now);
            Seconds = now;
            if (happens.IsAnswer)
            {
                _events.Enqueue(happens with { IsAnswer = false }, Work());
                continue;
            }

            objects--;
            _open--;
            _width.Learn(happens.Epoch, Seconds - happens.Opened);
        }

        return (_work - work) / ((Seconds - before) * Processors);
    }

    // The processor that is free first takes it.
    double Work()
    {
        while (_processors.Count < Processors)
        {
            _processors.Enqueue(0, 0);
        }

        _processors.TryDequeue(out _, out var free);
        var work = WorkSeconds * (0.5 + _random.NextDouble()) * (_random.NextDouble() < LargeShare ? LargeFactor : 1);
        _work += work;
        var done = Math.Max(free, Seconds) + work;
        _processors.Enqueue(0, done);
        return done;
    }
}
