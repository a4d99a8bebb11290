namespace Fluency.Ingest.Testing;

/// <summary>What a request to a <see cref="LocalCollector"/> is for.</summary>
public enum CollectorPath
{
    /// <summary>Events for the HTTP Event Collector: <c>/services/collector/event</c>.</summary>
    Events = 0,

    /// <summary>The question whether events are indexed: <c>/services/collector/ack</c>.</summary>
    Acknowledgements,

    /// <summary>The collector's health: <c>/services/collector/health</c>.</summary>
    Health,

    /// <summary>A webhook: every other path.</summary>
    Webhook,
}
