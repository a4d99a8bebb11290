using Fluency.Ingest.Deliveries;
using Microsoft.Extensions.Options;

namespace Fluency.Ingest.Routing;

/// <summary>Describes one route: which records it takes, what is done to them, and where they go. The order of calls is the order of execution.</summary>
public sealed class RouteBuilder
{
    readonly List<RouteProcessor> _processors = [];
    readonly List<SinkPlan> _sinks = [];
    readonly List<string> _errors = [];
    readonly IServiceProvider? _services;

    internal RouteBuilder(string name, IServiceProvider? services = null)
    {
        Name = name;
        _services = services;
    }

    /// <summary>The route's name, for statistics and logs.</summary>
    public string Name { get; }

    /// <summary>The container that the pipe is built from, if there is one.</summary>
    internal IServiceProvider? Services => _services;

    internal RecordSelector? Selector { get; private set; }

    internal IReadOnlyList<RouteProcessor> Processors => _processors;

    internal IReadOnlyList<SinkPlan> Sinks => _sinks;

    internal IReadOnlyList<string> Errors => _errors;

    /// <summary>Takes only records that the selector accepts. Without it the route takes all. Called again, a record must be accepted by all selectors.</summary>
    /// <param name="selector">Whether a record, as it came in, is taken.</param>
    /// <returns>This builder.</returns>
    public RouteBuilder When(RecordSelector selector)
    {
        ArgumentNullException.ThrowIfNull(selector);
        var before = Selector;
        Selector = before is null ? selector : record => before(record) && selector(record);
        return this;
    }

    /// <summary>Adds a processor: the one that is registered in the container that the pipe is built from, else a new one.</summary>
    /// <typeparam name="TProcessor">Its type.</typeparam>
    /// <returns>This builder.</returns>
    public RouteBuilder Process<TProcessor>()
        where TProcessor : IProcessor, new() => Process(_services?.GetService(typeof(TProcessor)) is TProcessor registered ? registered : new TProcessor());

    /// <summary>Adds a processor.</summary>
    /// <param name="processor">The processor. It may stand in several routes, and is not disposed by the pipe.</param>
    /// <param name="name">How people name it; by default its type's name.</param>
    /// <returns>This builder.</returns>
    public RouteBuilder Process(IProcessor processor, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(processor);
        _processors.Add(new RouteProcessor(name ?? processor.GetType().Name, processor));
        return this;
    }

    /// <summary>Adds a processor that needs I/O.</summary>
    /// <param name="processor">The processor. It may stand in several routes, and is not disposed by the pipe.</param>
    /// <param name="name">How people name it; by default its type's name.</param>
    /// <returns>This builder.</returns>
    public RouteBuilder Process(IAsyncProcessor processor, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(processor);
        _processors.Add(new RouteProcessor(name ?? processor.GetType().Name, processor));
        return this;
    }

    /// <summary>Delivers to a sink. Called again, the route delivers to each of its sinks.</summary>
    /// <param name="sink">The sink. The same object in several routes is one sink with one queue. The pipe disposes it.</param>
    /// <param name="name">Its name in statistics and logs; by default its type's name. One name stands for one sink.</param>
    /// <param name="configure">Says how the pipe treats it, wherever it is named: what becomes of its records while it is down.</param>
    /// <returns>This builder.</returns>
    public RouteBuilder To(ISink sink, string? name = null, Action<SinkOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(sink);
        if (configure is null)
        {
            return To(new SinkPlan(name ?? sink.GetType().Name, sink, null));
        }

        var options = new SinkOptions();
        configure(options);
        return To(new SinkPlan(name ?? sink.GetType().Name, sink, options));
    }

    internal RouteBuilder To(SinkPlan sink)
    {
        _sinks.Add(sink);
        return this;
    }

    /// <summary>Adds a sink that may have errors in its options: they are reported with all others when the pipe is built.</summary>
    internal RouteBuilder To(Func<ISink> make, string name)
    {
        try
        {
            return To(make(), name);
        }
        catch (OptionsValidationException invalid)
        {
            _errors.AddRange(invalid.Failures.Select(failure => $"Sink '{name}' of route '{Name}': {failure}"));
            return this;
        }
    }
}
