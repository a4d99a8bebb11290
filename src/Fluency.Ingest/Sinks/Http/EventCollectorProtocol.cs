using System.IO.Compression;
using System.Net.Http.Headers;
using Fluency.Ingest.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Fluency.Ingest.Sinks.Http;

/// <summary>The protocol of Splunk's HTTP Event Collector, which many others speak too.</summary>
sealed class EventCollectorProtocol : IHttpProtocol
{
    const string EventPath = "/services/collector/event";
    const string AckPath = "/services/collector/ack";

    static readonly MediaTypeHeaderValue Json = new("application/json");

    readonly HttpEventCollectorOptions _options;
    readonly HttpExchange _exchange;
    readonly ILogger _logger;
    readonly EventRenderer _renderer;
    readonly Uri _events;
    readonly Acknowledgement? _acknowledgement;

    // Said once, and again only after it was well.
    volatile bool _isNearlyFull;

    public EventCollectorProtocol(HttpEventCollectorOptions options, HttpExchange exchange, ILogger logger)
    {
        _options = options;
        _exchange = exchange;
        _logger = logger;
        _renderer = new EventRenderer(options);
        var root = RootOf(options.Endpoint);
        _events = new Uri(root + EventPath);

        // The path that all collectors have is no secret.
        exchange.Hide(HttpExchange.PartsOf(new Uri(root)));
        _acknowledgement = options.Acknowledge ? new Acknowledgement(exchange, Prepare, new Uri(root + AckPath), options) : null;
    }

    public int FramingBytes => 0;

    public void Render(Record record, RecordLineWriter writer) => _renderer.Render(record, writer);

    public async ValueTask<HttpVerdict> SendAsync(HttpWrite write, CancellationToken cancellationToken)
    {
        var verdict = _acknowledgement is null ? HttpVerdict.Accepted : await _acknowledgement.ProveAsync(write, cancellationToken).ConfigureAwait(false);
        if (verdict.Kind == HttpVerdictKind.Accepted)
        {
            verdict = await SendEventsAsync(write, cancellationToken).ConfigureAwait(false);
        }

        if (verdict.Kind != HttpVerdictKind.Accepted)
        {
            write.LeaveChannel();
        }

        return verdict;
    }

    async ValueTask<HttpVerdict> SendEventsAsync(HttpWrite write, CancellationToken cancellationToken)
    {
        var body = Compose(write);
        var answer = await _exchange.SendAsync(Prepare(_events, body, Json, _options.Compression, write.Channel), write.Answer, cancellationToken).ConfigureAwait(false);
        var said = EventCollectorAnswer.Read(answer.Body.Span);
        var verdict = EventCollectorVerdicts.Of(answer, said, _exchange);
        if (verdict.Kind != HttpVerdictKind.Accepted)
        {
            return verdict;
        }

        NoteCapacity(answer, said);
        return _acknowledgement is null ? verdict : await _acknowledgement.WaitAsync(said.AckId, write, cancellationToken).ConfigureAwait(false);
    }

    ReadOnlyMemory<byte> Compose(HttpWrite write)
    {
        if (_options.Compression == HttpCompression.None)
        {
            return write.Slice;
        }

        write.Body.Clear();
        using (var gzip = new GZipStream(write.Body, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(write.Slice.Span);
        }

        return write.Body.Written;
    }

    HttpRequestMessage Prepare(Uri address, ReadOnlyMemory<byte> body, MediaTypeHeaderValue type, HttpCompression compression, string channel)
    {
        var token = _exchange.Token!.Read();
        var request = HttpExchange.Post(address, body, type, compression);
        request.Headers.TryAddWithoutValidation("Authorization", $"Splunk {token}");
        if (_options.Acknowledge)
        {
            request.Headers.TryAddWithoutValidation("X-Splunk-Request-Channel", channel);
        }

        return request;
    }

    void NoteCapacity(HttpAnswer answer, EventCollectorAnswer said)
    {
        var isNearlyFull = (EventCollectorCode?)said.Code is EventCollectorCode.QueueNearlyFull or EventCollectorCode.AcknowledgementsNearlyFull;
        if (isNearlyFull && !_isNearlyFull)
        {
            Log.ReceiverNearlyFull(_logger, _exchange.Name, _exchange.Show(answer.Body.Span));
        }

        _isNearlyFull = isNearlyFull;
    }

    // People give the address with and without the path, which is the same everywhere.
    static string RootOf(string endpoint)
    {
        var address = new Uri(endpoint).GetLeftPart(UriPartial.Path).TrimEnd('/');
        var at = address.LastIndexOf("/services/collector", StringComparison.OrdinalIgnoreCase);
        return at < 0 ? address : address[..at];
    }
}
