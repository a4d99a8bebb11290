namespace Fluency.Ingest.Routing;

/// <summary>A router as it runs: the immutable model of what a <see cref="RouterBuilder"/> described.</summary>
/// <param name="Name">How people name it.</param>
/// <param name="Router">Chooses among the routes.</param>
/// <param name="Routes">The routes.</param>
/// <param name="Unrouted">Where the rest goes.</param>
sealed record RouterPlan(string Name, IRouter Router, IReadOnlyList<Route> Routes, Unrouted Unrouted)
{
    /// <summary>Whether a record can come to a sink by a route, or because none took it.</summary>
    public bool LeadsTo(int sink) => Unrouted.Sink == sink || Routes.Any(route => route.Sinks.Contains(sink));

    /// <summary>Makes the model and notes everything that is wrong.</summary>
    public static RouterPlan Make(RouterBuilder builder, SinkTable sinks, List<string> errors)
    {
        if (builder.Routes.Count == 0 && builder.OtherwiseSink is null)
        {
            errors.Add($"Router '{builder.Name}' has no route: add one, or every record would be unrouted.");
        }

        if (builder.OtherwiseSink is not null && builder.IsOtherwiseDrop)
        {
            errors.Add($"Router '{builder.Name}' both drops what no route takes and delivers it to '{builder.OtherwiseSink.Value.Name}'; choose one.");
        }

        errors.AddRange(builder.Routes.GroupBy(static route => route.Name).Where(static named => named.Count() > 1).Select(named =>
            $"{named.Count()} routes of router '{builder.Name}' are named '{named.Key}'; statistics and logs could not tell them apart. Give each its own name."));
        var routes = builder.Routes.Select(route => MakeRoute(builder, route, sinks, errors)).ToArray();
        var otherwise = builder.OtherwiseSink is { } named ? sinks.Add(named, errors) : (int?)null;
        var router = builder.Custom ?? new Router([.. builder.Routes.Select(route => route.Selector)], builder.IsMatchAll);
        return new RouterPlan(builder.Name, router, routes, new Unrouted(otherwise, builder.IsOtherwiseDrop));
    }

    static Route MakeRoute(RouterBuilder builder, RouteBuilder route, SinkTable sinks, List<string> errors)
    {
        errors.AddRange(route.Errors);
        if (route.Sinks.Count == 0 && route.Errors.Count == 0)
        {
            errors.Add($"Route '{route.Name}' of router '{builder.Name}' has no sink: its records would be lost. Add To(...), or a NullSink to discard them on purpose.");
        }

        return new Route
        {
            Name = route.Name,
            Selector = route.Selector,
            Processors = [.. route.Processors],
            Sinks = [.. route.Sinks.Select(sink => sinks.Add(sink, errors)).Distinct()],
        };
    }
}
