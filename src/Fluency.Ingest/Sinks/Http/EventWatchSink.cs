using Fluency.Ingest.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fluency.Ingest.Sinks.Http;

/// <summary>Sends records to EventWatch, the Fluency platform's store of events, by the address and token that the platform shows for a data source.</summary>
/// <remarks>
/// <para>An address of an HTTP Event Collector is written to as by an <see cref="HttpEventCollectorSink"/>, with the platform's defaults: <c>sourcetype</c> is
/// <c>aws:cloudtrail</c>, and the time of an event the envelope's <c>@timestamp</c>. Any other address is a webhook's, which gets the records as from a <see cref="WebhookSink"/>, with the
/// token as <c>Authorization: Bearer</c> if there is one. <see cref="EventWatchOptions.Mode"/> overrules what the address says.</para>
/// </remarks>
public sealed class EventWatchSink : HttpSink
{
    /// <summary>Creates the sink. Nothing is sent before the first write.</summary>
    /// <param name="options">The platform's address and token. Copied: later changes have no effect.</param>
    /// <param name="logger">Is told of limits that the receiver has. Default: none.</param>
    /// <param name="time">The clock of time-outs and acknowledgements. Default: the system's.</param>
    /// <exception cref="OptionsValidationException">An option is wrong; all errors are named.</exception>
    public EventWatchSink(EventWatchOptions options, ILogger<EventWatchSink>? logger = null, TimeProvider? time = null)
        : base(CheckedWriterOf(options, UnfailingLogger.Of(logger), time ?? TimeProvider.System))
    {
    }

    static HttpBatchWriter CheckedWriterOf(EventWatchOptions options, ILogger logger, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        HttpSinkRules.ThrowIfAny(EventWatchOptionsValidator.Errors(options), typeof(EventWatchOptions));
        return options.IsWebhook ? WebhookSink.WriterOf(options.ToWebhook(), logger, time) : HttpEventCollectorSink.WriterOf(options.ToCollector(), logger, time);
    }
}
