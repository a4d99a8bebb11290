namespace Fluency.Ingest.Sinks.Http;

/// <summary>Settings of an <see cref="HttpEventCollectorSink"/>.</summary>
/// <remarks><see cref="HttpSinkOptions.Endpoint"/> is the receiver's address with or without <c>/services/collector/event</c>, such as <c>https://splunk.example.com:8088</c>.
/// <see cref="HttpSinkOptions.Token"/> or <see cref="HttpSinkOptions.TokenFile"/> is required.</remarks>
public sealed class HttpEventCollectorOptions : HttpSinkOptions
{
    /// <summary>The events' <c>host</c>.</summary>
    /// <value>Default none: the receiver decides.</value>
    public string? Host { get; set; }

    /// <summary>The events' <c>source</c>.</summary>
    /// <value>Default none: the address of the object that the record stands in, such as <c>s3://bucket/key</c>.</value>
    public string? Source { get; set; }

    /// <summary>The events' <c>sourcetype</c>.</summary>
    /// <value>Default none: that of the token.</value>
    public string? SourceType { get; set; }

    /// <summary>The <c>index</c> that the events go to.</summary>
    /// <value>Default none: that of the token. The token must allow it.</value>
    public string? Index { get; set; }

    /// <summary>Indexed fields of every event: names and texts.</summary>
    /// <value>Default none.</value>
    public IDictionary<string, string> Fields { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The field of the envelope that holds the event's time, in Unix milliseconds.</summary>
    /// <value>Default <c>@timestamp</c>. A record without it is given the time of its own <c>eventTime</c>; without that, the receiver gives it that of its arrival.</value>
    public string TimeField { get; set; } = "@timestamp";

    /// <summary>Whether a write waits until the receiver says that its events are indexed (indexer acknowledgement), so that durable means indexed.</summary>
    /// <value>Default <see langword="false"/>: durable means that the receiver has answered that it accepted them. The token must have the acknowledgement turned on;
    /// of Splunk's products, Splunk Enterprise offers it.</value>
    public bool Acknowledge { get; set; }

    /// <summary>With <see cref="Acknowledge"/>: how long to wait for an acknowledgement before the events are sent again.</summary>
    /// <value>Default 5 minutes. Events whose acknowledgement was lost then arrive twice.</value>
    public TimeSpan AcknowledgeTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>With <see cref="Acknowledge"/>: the longest time between two questions whether events are indexed.</summary>
    /// <value>Default 1 second. The first question comes after 100 milliseconds, and the time doubles.</value>
    public TimeSpan AcknowledgeInterval { get; set; } = TimeSpan.FromSeconds(1);

    internal HttpEventCollectorOptions Copy()
    {
        var copy = new HttpEventCollectorOptions
        {
            Host = Host,
            Source = Source,
            SourceType = SourceType,
            Index = Index,
            TimeField = TimeField,
            Acknowledge = Acknowledge,
            AcknowledgeTimeout = AcknowledgeTimeout,
            AcknowledgeInterval = AcknowledgeInterval,
        };
        copy.TakeShared(this);
        foreach (var (name, value) in Fields)
        {
            copy.Fields[name] = value;
        }

        return copy;
    }
}
