using Fluency.Ingest.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fluency.Ingest.Sinks.Http;

/// <summary>Sends records to an HTTP Event Collector: Splunk's, or one that speaks its protocol.</summary>
/// <remarks>
/// <para>Durable means: the receiver has answered that it accepted the events; with <see cref="HttpEventCollectorOptions.Acknowledge"/>, that they are indexed.</para>
/// <para>Each record is one event: <c>{"time":...,"source":...,"host":...,"sourcetype":...,"index":...,"fields":{...},"event":{the record}}</c>. Its time is the envelope's
/// <c>@timestamp</c>, else the record's <c>eventTime</c>, in seconds with three decimals.</para>
/// <para>An event that the receiver refuses (codes 6, 12, 13, or 413 for it alone) goes to the quarantine with the reason, alone: it is found by the number that the receiver names or by
/// halving, and counts as refused only when it was sent by itself. Events before a refused one may arrive twice, since the receiver does not say whether it took them.</para>
/// <para>A receiver that refuses everything may itself be at fault, or a proxy that reads no gzip: an event counts as refused if others are taken; else it waits, as
/// <see cref="WebhookSink"/> says. So it does at a 400 or 422 without a code.</para>
/// <para>Everything else (a token that is wrong or disabled, an index that is not allowed, a receiver that is busy, restarting or not there) is no event's fault: the records wait, and the
/// failure says what to do. <c>Retry-After</c> is heeded, up to an hour.</para>
/// <para>Cancelling gives a request up: what became of it is then unknown.</para>
/// </remarks>
public sealed class HttpEventCollectorSink : HttpSink
{
    /// <summary>Creates the sink. Nothing is sent before the first write.</summary>
    /// <param name="options">Where to send, and with which token. Copied: later changes have no effect.</param>
    /// <param name="logger">Is told of limits that the receiver has. Default: none.</param>
    /// <param name="time">The clock of time-outs and acknowledgements. Default: the system's.</param>
    /// <exception cref="OptionsValidationException">An option is wrong; all errors are named.</exception>
    public HttpEventCollectorSink(HttpEventCollectorOptions options, ILogger<HttpEventCollectorSink>? logger = null, TimeProvider? time = null)
        : base(CheckedWriterOf(options, UnfailingLogger.Of(logger), time ?? TimeProvider.System))
    {
    }

    internal static HttpBatchWriter WriterOf(HttpEventCollectorOptions options, ILogger logger, TimeProvider time)
    {
        var exchange = new HttpExchange(options, keepCookies: options.Acknowledge, time);
        HttpSinkRules.WarnIfReadable(options.Endpoint, logger);
        return new HttpBatchWriter(new EventCollectorProtocol(options, exchange, logger), exchange, options, logger);
    }

    static HttpBatchWriter CheckedWriterOf(HttpEventCollectorOptions options, ILogger logger, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        var copy = options.Copy();
        HttpSinkRules.ThrowIfAny(HttpEventCollectorOptionsValidator.Errors(copy), typeof(HttpEventCollectorOptions));
        return WriterOf(copy, logger, time);
    }
}
