using Fluency.Ingest.Deliveries;

namespace Fluency.Ingest.Routing;

/// <summary>Gives each sink of a pipe its position and its one name.</summary>
sealed class SinkTable
{
    readonly List<SinkPlan> _sinks = [];

    public IReadOnlyList<SinkPlan> Sinks => _sinks;

    /// <summary>The position of a sink; the same object always has the same one.</summary>
    public int Add(SinkPlan plan, List<string> errors)
    {
        var (name, sink, options) = plan;
        var known = _sinks.FindIndex(entry => ReferenceEquals(entry.Sink, sink));
        if (known >= 0)
        {
            Merge(known, options, errors);
            return known;
        }

        if (name == sink.GetType().Name)
        {
            // Nobody gave it a name, so that it can be given a number.
            var number = _sinks.Count(entry => entry.Sink.GetType() == sink.GetType()) + 1;
            name = number == 1 ? name : $"{name}-{number}";
        }

        if (_sinks.Exists(entry => entry.Name == name))
        {
            errors.Add($"Two sinks are named '{name}'; statistics and logs could not tell them apart. Give each its own name.");
        }

        if (options is not null && new SinkOptionsValidator().Validate(null, options) is { Failed: true } invalid)
        {
            errors.AddRange(invalid.Failures.Select(failure => $"Sink '{name}': {failure}"));
        }

        _sinks.Add(new SinkPlan(name, sink, options));
        return _sinks.Count - 1;
    }

    void Merge(int known, SinkOptions? options, List<string> errors)
    {
        var entry = _sinks[known];
        if (entry.Options is { } said && options is not null && (said.OnOutage, said.OutageAfter) != (options.OnOutage, options.OutageAfter))
        {
            errors.Add($"The sink '{entry.Name}' is given two answers to an outage, but it has one queue. Give it the same options wherever it is named.");
        }

        _sinks[known] = entry with { Options = entry.Options ?? options };
    }
}
