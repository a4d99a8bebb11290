namespace Fluency.Ingest.Routing;

/// <summary>Describes a router: its routes in their order, and where a record goes that no route takes. One router may serve several sources.</summary>
public sealed class RouterBuilder
{
    readonly List<RouteBuilder> _routes = [];
    readonly IServiceProvider? _services;

    /// <summary>Begins a router.</summary>
    /// <param name="name">How people name it.</param>
    public RouterBuilder(string name)
        : this(name, services: null)
    {
    }

    internal RouterBuilder(string name, IServiceProvider? services)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        _services = services;
    }

    /// <summary>The router's name.</summary>
    public string Name { get; }

    internal IReadOnlyList<RouteBuilder> Routes => _routes;

    internal bool IsMatchAll { get; private set; }

    internal IRouter? Custom { get; private set; }

    internal SinkPlan? OtherwiseSink { get; private set; }

    internal bool IsOtherwiseDrop { get; private set; }

    /// <summary>Adds a route at the end.</summary>
    /// <param name="configure">Describes it.</param>
    /// <param name="name">Its name; by default its number from 1.</param>
    /// <returns>This builder.</returns>
    public RouterBuilder Route(Action<RouteBuilder> configure, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var route = new RouteBuilder(name ?? $"route-{_routes.Count + 1}", _services);
        configure(route);
        _routes.Add(route);
        return this;
    }

    /// <summary>Lets a record take every route that matches, each from the record as it came in. By default it takes the first one only.</summary>
    /// <returns>This builder.</returns>
    public RouterBuilder MatchAll()
    {
        IsMatchAll = true;
        return this;
    }

    /// <summary>Chooses routes by a router of one's own instead of the routes' selectors.</summary>
    /// <param name="router">Chooses among the routes by their position.</param>
    /// <returns>This builder.</returns>
    public RouterBuilder Use(IRouter router)
    {
        ArgumentNullException.ThrowIfNull(router);
        Custom = router;
        return this;
    }

    /// <summary>Delivers what no route takes to a sink, as it came in. Without this it goes to the quarantine.</summary>
    /// <param name="sink">The sink.</param>
    /// <param name="name">Its name; by default its type's name.</param>
    /// <returns>This builder.</returns>
    public RouterBuilder Otherwise(ISink sink, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(sink);
        return Otherwise(new SinkPlan(name ?? sink.GetType().Name, sink, null));
    }

    internal RouterBuilder Otherwise(SinkPlan sink)
    {
        OtherwiseSink = sink;
        return this;
    }

    /// <summary>Discards what no route takes, and counts it.</summary>
    /// <returns>This builder.</returns>
    public RouterBuilder OtherwiseDrop()
    {
        IsOtherwiseDrop = true;
        return this;
    }
}
