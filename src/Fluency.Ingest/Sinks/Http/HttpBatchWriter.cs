using System.Collections.Concurrent;
using Fluency.Ingest.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Fluency.Ingest.Sinks.Http;

/// <summary>Writes batches to a receiver, in as many requests as its limits and its refusals ask for, and tells what became of each record.</summary>
sealed class HttpBatchWriter : IDisposable
{
    readonly ConcurrentStack<HttpWrite> _writes = new();
    readonly IHttpProtocol _protocol;
    readonly HttpExchange _exchange;
    readonly int _maxRecords;
    readonly ILogger _logger;
    readonly RequestLimit _limit;
    readonly ReceiverTrust _trust;
    volatile bool _isDisposed;

    public HttpBatchWriter(IHttpProtocol protocol, HttpExchange exchange, HttpSinkOptions options, ILogger logger)
    {
        _protocol = protocol;
        _exchange = exchange;
        _maxRecords = options.MaxBatchRecords;
        _limit = new RequestLimit(options.MaxBatchBytes);
        _trust = new ReceiverTrust(exchange.Time);
        MaxConcurrentRequests = options.MaxConcurrentRequests;
        _logger = logger;
    }

    public int MaxConcurrentRequests { get; }

    /// <summary>See <see cref="IEndpointSink.Endpoint"/>.</summary>
    public Uri Endpoint => new(_exchange.Name);

    /// <summary>Makes a batch durable.</summary>
    /// <exception cref="SinkException">Some records, which it names, are not.</exception>
    /// <exception cref="OperationCanceledException">The token fired: what became of the batch is unknown.</exception>
    public async ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var write = _writes.TryPop(out var used) ? used : new HttpWrite();
        try
        {
            write.Begin(batch, _protocol);
            await SendAllAsync(write, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            write.End();
            GiveBack(write);
        }
    }

    /// <summary>See <see cref="IEndpointSink.CreateClient"/>.</summary>
    public HttpClient CreateClient() => _exchange.CreateClient();

    /// <summary>See <see cref="IEndpointSink.ReadToken"/>.</summary>
    public string? ReadToken()
    {
        _exchange.Token?.Read();
        return _exchange.Token?.Origin;
    }

    /// <summary>See <see cref="IEndpointSink.ReadSigningKey"/>.</summary>
    public string? ReadSigningKey() => _protocol.ReadSigningKey();

    public void Dispose()
    {
        _isDisposed = true;
        while (_writes.TryPop(out var write))
        {
            write.Dispose();
        }

        _exchange.Dispose();
    }

    async ValueTask SendAllAsync(HttpWrite write, CancellationToken cancellationToken)
    {
        var slices = write.Slices;
        var refusal = "";
        var (isSearch, isProven) = (_trust.IsSearchDue, _trust.IsProven);
        while (slices.MoveNext(_maxRecords, _limit.Bytes - _protocol.FramingBytes))
        {
            var alone = slices.AtFault;
            var verdict = await SendAsync(write, cancellationToken).ConfigureAwait(false);
            if (verdict.Kind == HttpVerdictKind.Retry)
            {
                throw Failed(slices, verdict);
            }

            if (!isSearch && slices.IsHopeless(isProven))
            {
                _trust.Refused();
                throw Doubted(slices, verdict.Reason);
            }

            refusal = slices.AtFault > alone ? Join(refusal, verdict.Reason) : refusal;
        }

        Conclude(slices, refusal);
    }

    async ValueTask<HttpVerdict> SendAsync(HttpWrite write, CancellationToken cancellationToken)
    {
        var slices = write.Slices;
        var verdict = await _protocol.SendAsync(write, cancellationToken).ConfigureAwait(false);
        switch (verdict.Kind)
        {
            case HttpVerdictKind.Accepted:
                _trust.Accepted();
                _limit.Accepted(BytesOf(slices));
                slices.Accept();
                break;
            case HttpVerdictKind.Refused:
                slices.Refuse(verdict.Record);
                break;
            case HttpVerdictKind.Doubtful:
                slices.Doubt();
                break;
            case HttpVerdictKind.TooLarge:
                Learn(slices);
                slices.Shrink();
                break;
        }

        return verdict;
    }

    // From then on requests fit, rather than that each batch is sent in vain first.
    void Learn(BatchSlices slices)
    {
        var bytes = BytesOf(slices);
        if (slices.End - slices.Start > 1 && _limit.Refused(bytes))
        {
            Log.RequestTooLarge(_logger, _exchange.Name, bytes, _limit.Bytes);
        }
    }

    void Conclude(BatchSlices slices, string refusal)
    {
        if (slices.AtFault > 0)
        {
            if (!slices.IsAnyAccepted && !_trust.TrySpend(slices.AtFault))
            {
                throw Doubted(slices, refusal);
            }

            slices.Condemn();
            throw new SinkException(refusal, isTransient: false, [.. slices.Refused]);
        }
    }

    // Nearly always there is one reason, whatever the number of records.
    static string Join(string reasons, string reason)
    {
        const int Longest = 1000;
        return reasons.Length == 0 ? reason : reasons.Contains(reason, StringComparison.Ordinal) || reasons.Length > Longest ? reasons : $"{reasons} Or: {reason}";
    }

    int BytesOf(BatchSlices slices) => slices.Bytes.End - slices.Bytes.Start + _protocol.FramingBytes;

    // What is waited for must be told, since nothing else is: whatever the receiver says, it may be its own fault.
    static SinkException Doubted(BatchSlices slices, string reason)
    {
        var minutes = ReceiverTrust.Patience.TotalMinutes;
        var next = slices.Count > ReceiverTrust.MostDoubts
            ? $"Every {minutes} minutes all of them are tried, each alone."
            : $"If nothing is taken for {minutes} minutes, those that are refused alone go to the quarantine, a few at a time.";
        return Failed(slices, new HttpVerdict(HttpVerdictKind.Doubtful, $"{reason} Nothing else was taken meanwhile, so that the Endpoint, the format, the Compression or a proxy may be wrong as well as the records: check them; the records wait. {next}"));
    }

    static SinkException Failed(BatchSlices slices, HttpVerdict verdict) =>
        new(verdict.Reason, isTransient: true, slices.Open, verdict.Exception) { RetryAfter = verdict.RetryAfter };

    void GiveBack(HttpWrite write)
    {
        if (_isDisposed)
        {
            write.Dispose();
            return;
        }

        _writes.Push(write);
    }
}
