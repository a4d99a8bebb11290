using Fluency.Ingest.Deliveries;
using Fluency.Ingest.Routing;
using Microsoft.Extensions.Logging;

namespace Fluency.Ingest.Diagnostics.Flow;

/// <summary>The components of a pipe as it was built, each with the one who watches it.</summary>
sealed class ComponentMap
{
    readonly ComponentIds _ids = new();
    readonly TimeSpan _window;
    readonly string _pipe;
    readonly ILogger _logger;

    public ComponentMap(PipeModel model, TailHub tails, ILogger logger)
    {
        _logger = logger;
        _window = model.Options.FlowWindow;
        _pipe = model.Name;
        Sinks = [.. model.Sinks.Select((sink, index) => new SinkObserver(
            new ComponentIdentity(_pipe, _ids.Of("sink", sink.Name), ComponentKind.Sink, sink.Name) { Type = sink.Sink.GetType().Name, IsQuarantine = index == model.QuarantineIndex },
            tails,
            _window,
            model.Time))];

        // One router may serve several sources.
        var routers = new Dictionary<RouterPlan, RouterObserver>(ReferenceEqualityComparer.Instance);
        foreach (var (_, _, router) in model.Sources)
        {
            if (!routers.ContainsKey(router))
            {
                routers.Add(router, Watch(router));
            }
        }

        Routers = [.. routers.Values];
        Sources = [.. model.Sources.Select(source => new SourceObserver(
            new ComponentIdentity(_pipe, _ids.Of("source", source.Name), ComponentKind.Source, source.Name) { Type = source.Source.GetType().Name },
            routers[source.Router],
            _window,
            _window + (2 * model.Options.MaxReturnDelay),
            model.Time))];
    }

    public IReadOnlyList<SourceObserver> Sources { get; }

    public IReadOnlyList<RouterObserver> Routers { get; }

    public IReadOnlyList<SinkObserver> Sinks { get; }

    RouterObserver Watch(RouterPlan plan)
    {
        var identity = new ComponentIdentity(_pipe, _ids.Of("router", plan.Name), ComponentKind.Router, plan.Name) { Type = plan.Router.GetType().Name };
        return new RouterObserver(identity, [.. plan.Routes.Select(route => Watch(route, identity))], plan.Unrouted, _window, _logger);
    }

    RouteObserver Watch(Route route, ComponentIdentity router)
    {
        var identity = new ComponentIdentity(_pipe, _ids.Of("route", $"{ComponentIds.PathOf(router.Id)}/{route.Name}"), ComponentKind.Route, route.Name) { Parent = router.Id };
        return new RouteObserver(identity, [.. route.Processors.Select(processor => Watch(processor, identity))], route.Sinks, _window);
    }

    ProcessorObserver Watch(RouteProcessor processor, ComponentIdentity route)
    {
        var type = ((object?)processor.Processor ?? processor.AsyncProcessor)!.GetType();
        var path = $"{ComponentIds.PathOf(route.Id)}/{processor.Name}";
        return new ProcessorObserver(new ComponentIdentity(_pipe, _ids.Of("processor", path), ComponentKind.Processor, processor.Name) { Type = type.Name, Parent = route.Id }, route.Name, _window, _logger);
    }
}
