namespace Fluency.Ingest.Routing;

/// <summary>Gives each sink of a pipe its position and its one name.</summary>
sealed class SinkTable
{
    readonly List<(string Name, ISink Sink)> _sinks = [];

    public IReadOnlyList<(string Name, ISink Sink)> Sinks => _sinks;

    /// <summary>The position of a sink; the same object always has the same one.</summary>
    public int Add(string name, ISink sink, List<string> errors)
    {
        var known = _sinks.FindIndex(entry => ReferenceEquals(entry.Sink, sink));
        if (known >= 0)
        {
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

        _sinks.Add((name, sink));
        return _sinks.Count - 1;
    }
}
