using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace Fluency.Ingest.Sinks.Http;

/// <summary>Asks an event collector whether events are indexed, until they are (https://help.splunk.com/en/splunk-enterprise/get-data-in/collect-http-event-data/about-http-event-collector-indexer-acknowledgment).</summary>
/// <param name="exchange">Sends the questions.</param>
/// <param name="prepare">Makes a request on a channel.</param>
/// <param name="address">Where to ask.</param>
/// <param name="options">How often, and for how long.</param>
sealed class Acknowledgement(HttpExchange exchange, Func<Uri, ReadOnlyMemory<byte>, MediaTypeHeaderValue, HttpCompression, string, HttpRequestMessage> prepare, Uri address, HttpEventCollectorOptions options)
{
    static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan FirstSilence = TimeSpan.FromMinutes(1);
    static readonly TimeSpan LongestSilence = TimeSpan.FromHours(1);
    static readonly MediaTypeHeaderValue Json = new("application/json");

    readonly Lock _lock = new();

    // Whether the token's acknowledgements are known to work: else what is sent could never be known to be indexed, and would be sent again for ever.
    volatile bool _isProven;

    // Under the lock: since when and for how long nothing is sent, since events were taken without a number; each further try gives them to the receiver once more.
    long _silentSince;
    TimeSpan _silence;

    /// <summary>Before the first events: whether the receiver gives acknowledgements at all.</summary>
    public async ValueTask<HttpVerdict> ProveAsync(HttpWrite write, CancellationToken cancellationToken)
    {
        if (SilenceLeft is var left && left > TimeSpan.Zero)
        {
            return Missing() with { RetryAfter = left };
        }

        if (_isProven)
        {
            return HttpVerdict.Accepted;
        }

        var answer = await AskAsync(0, write, cancellationToken).ConfigureAwait(false);
        var said = EventCollectorAnswer.Read(answer.Body.Span);

        // It knows nothing of the channel yet: that is as good as an answer.
        var isKnown = EventCollectorAnswer.ReadAcknowledged(answer.Body.Span, "0"u8) is not null || (EventCollectorCode?)said.Code is EventCollectorCode.ChannelInvalid or EventCollectorCode.ChannelMissing;
        if (isKnown)
        {
            _isProven = true;
            return HttpVerdict.Accepted;
        }

        var verdict = EventCollectorVerdicts.Of(answer, said, exchange);
        return verdict.Kind == HttpVerdictKind.Retry ? verdict : Missing();
    }

    /// <summary>Waits until events are indexed.</summary>
    public async ValueTask<HttpVerdict> WaitAsync(long? ackId, HttpWrite write, CancellationToken cancellationToken)
    {
        if (ackId is not { } asked)
        {
            return Missing() with { RetryAfter = BeSilent() };
        }

        EndSilence();

        var number = Encoding.ASCII.GetBytes(asked.ToString(CultureInfo.InvariantCulture));
        var (began, wait) = (exchange.Time.GetTimestamp(), FirstWait);
        var last = "";
        while (true)
        {
            wait = wait < options.AcknowledgeInterval ? wait : options.AcknowledgeInterval;
            await Task.Delay(wait, exchange.Time, cancellationToken).ConfigureAwait(false);
            var answer = await AskAsync(asked, write, cancellationToken).ConfigureAwait(false);
            var isIndexed = EventCollectorAnswer.ReadAcknowledged(answer.Body.Span, number);
            if (answer.IsSuccess && isIndexed == true)
            {
                return HttpVerdict.Accepted;
            }

            last = isIndexed is null ? " " + EventCollectorVerdicts.Of(answer, EventCollectorAnswer.Read(answer.Body.Span), exchange).Reason : "";
            wait *= 2;
            if (exchange.Time.GetElapsedTime(began) >= options.AcknowledgeTimeout)
            {
                return new HttpVerdict(HttpVerdictKind.Retry, $"{exchange.Name} took events but did not say within {options.AcknowledgeTimeout} (AcknowledgeTimeout) that they are indexed: they are sent again, and may arrive twice.{last}");
            }
        }
    }

    TimeSpan SilenceLeft
    {
        get
        {
            lock (_lock)
            {
                return _silence == TimeSpan.Zero ? TimeSpan.Zero : _silence - exchange.Time.GetElapsedTime(_silentSince);
            }
        }
    }

    TimeSpan BeSilent()
    {
        lock (_lock)
        {
            _isProven = false;
            _silentSince = exchange.Time.GetTimestamp();
            return _silence = _silence == TimeSpan.Zero ? FirstSilence : 2 * _silence < LongestSilence ? 2 * _silence : LongestSilence;
        }
    }

    void EndSilence()
    {
        lock (_lock)
        {
            _silence = TimeSpan.Zero;
        }
    }

    ValueTask<HttpAnswer> AskAsync(long ackId, HttpWrite write, CancellationToken cancellationToken)
    {
        var question = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"acks\":[{ackId}]}}"));
        return exchange.SendAsync(prepare(address, question, Json, HttpCompression.None, write.Channel), write.Answer, cancellationToken);
    }

    HttpVerdict Missing() => new(HttpVerdictKind.Retry, $"{exchange.Name} gives no acknowledgements, so that events could never be known to be indexed. Turn them on for the token, or set Acknowledge to false; the records wait.");
}
