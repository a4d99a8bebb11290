namespace Fluency.Ingest.Sinks.Http;

/// <summary>The rules for <see cref="HttpEventCollectorOptions"/>.</summary>
static class HttpEventCollectorOptionsValidator
{
    /// <summary>The errors, each beginning with the option's name.</summary>
    public static IEnumerable<string> Errors(HttpEventCollectorOptions options) =>
    [
        .. HttpSinkRules.Errors(options),
        .. Address(options),
        .. HttpSinkRules.Text(nameof(options.Host), options.Host),
        .. HttpSinkRules.Text(nameof(options.Source), options.Source),
        .. HttpSinkRules.Text(nameof(options.SourceType), options.SourceType),
        .. HttpSinkRules.Text(nameof(options.Index), options.Index),
        .. HttpSinkRules.Text(nameof(options.TimeField), options.TimeField ?? ""),
        .. HttpSinkRules.Time(nameof(options.AcknowledgeTimeout), options.AcknowledgeTimeout, TimeSpan.FromSeconds(1), "or events are sent again before they can be indexed"),
        .. HttpSinkRules.Time(nameof(options.AcknowledgeInterval), options.AcknowledgeInterval, TimeSpan.FromMilliseconds(10), "or the receiver is asked without pause"),
    ];

    static IEnumerable<string> Address(HttpEventCollectorOptions options)
    {
        if (options is { Token: null, TokenFile: null })
        {
            yield return "Token is missing. Give the collector's token as Token, or as TokenFile the file that holds it, or the receiver refuses every event.";
        }

        if (Uri.TryCreate(options.Endpoint, UriKind.Absolute, out var uri) && uri.Query.Length > 0)
        {
            yield return $"Endpoint at {HttpSinkRules.Shown(uri)} contains a '?', but an event collector takes its token in a header. Remove what stands behind it, and give the token as Token or TokenFile.";
        }

        foreach (var name in options.Fields.Keys.Where(string.IsNullOrWhiteSpace))
        {
            yield return $"Fields names '{name}' but must name every field, or the receiver refuses all events.";
        }
    }
}
