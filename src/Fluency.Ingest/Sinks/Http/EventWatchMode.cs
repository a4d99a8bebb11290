namespace Fluency.Ingest.Sinks.Http;

/// <summary>Which of the platform's two ways in an <see cref="EventWatchSink"/> takes.</summary>
public enum EventWatchMode
{
    /// <summary>By the address: one without a path, or with <c>/services/collector</c> in it, is an HTTP Event Collector's; any other one is a webhook's.</summary>
    Auto = 0,

    /// <summary>The HTTP Event Collector's protocol; see <see cref="HttpEventCollectorSink"/>.</summary>
    HttpEventCollector,

    /// <summary>A POST to exactly the address that is given; see <see cref="WebhookSink"/>.</summary>
    Webhook,
}
