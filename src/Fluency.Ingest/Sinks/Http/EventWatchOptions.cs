namespace Fluency.Ingest.Sinks.Http;

/// <summary>Settings of an <see cref="EventWatchSink"/>: the address and the token that the platform shows are enough.</summary>
public sealed class EventWatchOptions : HttpSinkOptions
{
    /// <summary>Which of the platform's ways in <see cref="HttpSinkOptions.Endpoint"/> is.</summary>
    /// <value>Default <see cref="EventWatchMode.Auto"/>: the address says so.</value>
    public EventWatchMode Mode { get; set; } = EventWatchMode.Auto;

    /// <summary>The body of a webhook's requests.</summary>
    /// <value>Default <see cref="WebhookFormat.JsonArray"/>. An event collector has a format of its own.</value>
    public WebhookFormat Format { get; set; } = WebhookFormat.JsonArray;

    /// <summary>The events' <c>host</c>; see <see cref="HttpEventCollectorOptions.Host"/>.</summary>
    /// <value>Default none.</value>
    public string? Host { get; set; }

    /// <summary>The events' <c>source</c>; see <see cref="HttpEventCollectorOptions.Source"/>.</summary>
    /// <value>Default none: the address of the object.</value>
    public string? Source { get; set; }

    /// <summary>The events' <c>sourcetype</c>.</summary>
    /// <value>Default <c>aws:cloudtrail</c>.</value>
    public string? SourceType { get; set; } = "aws:cloudtrail";

    /// <summary>The <c>index</c> that the events go to; see <see cref="HttpEventCollectorOptions.Index"/>.</summary>
    /// <value>Default none.</value>
    public string? Index { get; set; }

    /// <summary>Indexed fields of every event; see <see cref="HttpEventCollectorOptions.Fields"/>.</summary>
    /// <value>Default none.</value>
    public IDictionary<string, string> Fields { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether a write waits until its events are indexed; see <see cref="HttpEventCollectorOptions.Acknowledge"/>. A webhook has no such thing.</summary>
    /// <value>Default <see langword="false"/>. On the platform it is the box "Enable Indexer" of the data source.</value>
    public bool Acknowledge { get; set; }

    internal bool IsWebhook => Mode switch
    {
        EventWatchMode.Webhook => true,
        EventWatchMode.Auto => Uri.TryCreate(Endpoint, UriKind.Absolute, out var uri)
            && uri.AbsolutePath != "/"
            && !uri.AbsolutePath.Contains("/services/collector", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    internal HttpEventCollectorOptions ToCollector()
    {
        var options = new HttpEventCollectorOptions { Host = Host, Source = Source, SourceType = SourceType, Index = Index, Acknowledge = Acknowledge };
        options.TakeShared(this);
        foreach (var (name, value) in Fields)
        {
            options.Fields[name] = value;
        }

        return options;
    }

    internal WebhookOptions ToWebhook()
    {
        var options = new WebhookOptions { Format = Format };
        options.TakeShared(this);
        return options;
    }
}
