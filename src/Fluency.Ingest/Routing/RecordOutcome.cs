namespace Fluency.Ingest.Routing;

/// <summary>How a record left the router: exactly one of these for each record, also when it took several routes.</summary>
enum RecordOutcome
{
    /// <summary>At least one route delivers it to its sinks.</summary>
    Delivered,

    /// <summary>A processor dropped it on purpose, before any route had delivered it.</summary>
    Dropped,

    /// <summary>No route took it, or the router failed on it. The latter also after a route has delivered it: the routes that are missing must not go unseen.</summary>
    Unrouted,
}
