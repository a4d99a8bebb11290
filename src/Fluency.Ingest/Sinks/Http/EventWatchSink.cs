using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Fluency.Ingest.Sinks.Http;

/// <summary>Sends records to EventWatch, the Fluency platform's store of events, by the address and token that the platform shows for a data source.</summary>
/// <remarks>
/// <para>An address of an HTTP Event Collector is written to as by an <see cref="HttpEventCollectorSink"/>, with the platform's defaults: <c>sourcetype</c> is
/// <c>aws:cloudtrail</c>, and the time of an event the envelope's <c>@timestamp</c>. Any other address is a webhook's, which gets the records as from a <see cref="WebhookSink"/>, with the
/// token as <c>Authorization: Bearer</c> if there is one. <see cref="EventWatchOptions.Mode"/> overrules what the address says.</para>
/// </remarks>
public sealed class EventWatchSink : ISink, IEndpointSink, IDisposable
{
    readonly HttpBatchWriter _writer;

    /// <summary>Creates the sink. Nothing is sent before the first write.</summary>
    /// <param name="options">The platform's address and token. Copied: later changes have no effect.</param>
    /// <param name="logger">Is told of limits that the receiver has. Default: none.</param>
    /// <param name="time">The clock of time-outs and acknowledgements. Default: the system's.</param>
    /// <exception cref="OptionsValidationException">An option is wrong; all errors are named.</exception>
    public EventWatchSink(EventWatchOptions options, ILogger<EventWatchSink>? logger = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        HttpSinkRules.ThrowIfAny(EventWatchOptionsValidator.Errors(options), typeof(EventWatchOptions));
        MaxConcurrentWrites = options.MaxConcurrentRequests;
        var (log, clock) = (logger ?? (ILogger)NullLogger.Instance, time ?? TimeProvider.System);
        _writer = options.IsWebhook ? WebhookSink.WriterOf(options.ToWebhook(), log, clock) : HttpEventCollectorSink.WriterOf(options.ToCollector(), log, clock);
    }

    /// <inheritdoc/>
    public int MaxConcurrentWrites { get; }

    Uri IEndpointSink.Endpoint => _writer.Endpoint;

    HttpClient IEndpointSink.CreateClient() => _writer.CreateClient();

    /// <inheritdoc/>
    public ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return _writer.WriteAsync(batch, cancellationToken);
    }

    /// <summary>Closes the connections. No write may be in flight.</summary>
    public void Dispose() => _writer.Dispose();
}
