namespace Fluency.Ingest.Sinks.Http;

/// <summary>The rules for <see cref="EventWatchOptions"/>: those of the way that is taken.</summary>
static class EventWatchOptionsValidator
{
    /// <summary>The errors, each beginning with the option's name.</summary>
    public static IEnumerable<string> Errors(EventWatchOptions options)
    {
        if (!options.IsWebhook)
        {
            return HttpEventCollectorOptionsValidator.Errors(options.ToCollector());
        }

        var errors = WebhookOptionsValidator.Errors(options.ToWebhook());
        return options.Acknowledge
            ? errors.Append("Acknowledge is true, but the Endpoint is a webhook's, which has no acknowledgement of what is indexed: remove one of the two, or set Mode to HttpEventCollector if it is that.")
            : errors;
    }
}
