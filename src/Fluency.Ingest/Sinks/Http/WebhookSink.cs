using Fluency.Ingest.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fluency.Ingest.Sinks.Http;

/// <summary>Sends records to any receiver by POST: as one JSON array, or one record a line.</summary>
/// <remarks>
/// <para>Durable means: the receiver has answered with a status of 200 to 299.</para>
/// <para><c>webhook-id</c> is the same whenever the same records are sent again in the same form, so that a receiver recognises a repetition; a request that had to be split has other ids. It
/// is the first half, in hex, of the SHA-256 of the records' ids (32 hex digits each, one after the other) and of the records, each with the comma or line end behind it.</para>
/// <para>With a signing key each request is signed as Standard Webhooks asks: <c>webhook-signature</c> is <c>v1,</c> and the base64 of HMAC-SHA256 over
/// <c>webhook-id</c>, a dot, <c>webhook-timestamp</c> (Unix seconds of this try), a dot, and the body as it was sent, before any decompression. To verify, compute the same with the key,
/// compare in constant time, and refuse timestamps that are more than some minutes away.</para>
/// <para>400 and 422 refuse records: the one at fault is found by halving, and goes to the quarantine alone, with the answer as the reason; that it is at fault counts as known only if the
/// receiver takes others. Where it takes nothing, the records wait, and the status of the sink says so and why. After 15 minutes each record of the batch is tried alone; if still none is
/// taken, a batch of up to three goes to the quarantine, since it may be all that there is and would hold the others for ever; a larger one waits on, since then it is the receiver.
/// 413 splits; a single record that is too large is refused like those, so that it goes to the quarantine once others are taken. All other statuses, redirects among them, are no record's fault: the records wait.
/// <c>Retry-After</c> is heeded, up to an hour.</para>
/// <para>Cancelling gives a request up: what became of it is then unknown.</para>
/// </remarks>
public sealed class WebhookSink : HttpSink
{
    /// <summary>Creates the sink. Nothing is sent before the first write.</summary>
    /// <param name="options">Where to send, and how. Copied: later changes have no effect.</param>
    /// <param name="logger">Is told of limits that the receiver has. Default: none.</param>
    /// <param name="time">The clock of time-outs and timestamps. Default: the system's.</param>
    /// <exception cref="OptionsValidationException">An option is wrong; all errors are named.</exception>
    public WebhookSink(WebhookOptions options, ILogger<WebhookSink>? logger = null, TimeProvider? time = null)
        : base(CheckedWriterOf(options, UnfailingLogger.Of(logger), time ?? TimeProvider.System))
    {
    }

    internal static HttpBatchWriter WriterOf(WebhookOptions options, ILogger logger, TimeProvider time)
    {
        var exchange = new HttpExchange(options, keepCookies: false, time);
        HttpSinkRules.WarnIfReadable(options.Endpoint, logger);
        return new HttpBatchWriter(new WebhookProtocol(options, exchange), exchange, options, logger);
    }

    static HttpBatchWriter CheckedWriterOf(WebhookOptions options, ILogger logger, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        var copy = options.Copy();
        HttpSinkRules.ThrowIfAny(WebhookOptionsValidator.Errors(copy), typeof(WebhookOptions));
        return WriterOf(copy, logger, time);
    }
}
