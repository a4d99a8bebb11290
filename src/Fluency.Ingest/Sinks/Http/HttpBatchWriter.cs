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
    int _maxBytes;

    // How many records that the receiver does not like may be taken for being at fault themselves, though it took none beside them: since it took some not long before.
    // A receiver that has begun to refuse everything must not be fed with the queue, record by record.
    int _trust;
    volatile bool _isDisposed;

    public HttpBatchWriter(IHttpProtocol protocol, HttpExchange exchange, HttpSinkOptions options, ILogger logger)
    {
        _protocol = protocol;
        _exchange = exchange;
        _maxRecords = options.MaxBatchRecords;
        _maxBytes = options.MaxBatchBytes;
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
        while (slices.MoveNext(_maxRecords, Volatile.Read(ref _maxBytes)))
        {
            var alone = slices.AtFault;
            var verdict = await SendAsync(write, cancellationToken).ConfigureAwait(false);
            if (verdict.Kind == HttpVerdictKind.Retry || slices.IsHopeless)
            {
                throw Failed(slices, verdict);
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
                Volatile.Write(ref _trust, BatchSlices.MostDoubts);
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
        var (start, end) = slices.Bytes;
        if (slices.End - slices.Start > 1 && end - start <= Volatile.Read(ref _maxBytes))
        {
            Volatile.Write(ref _maxBytes, Math.Max(1, (end - start) / 2));
            Log.RequestTooLarge(_logger, _exchange.Name, end - start, Volatile.Read(ref _maxBytes));
        }
    }

    void Conclude(BatchSlices slices, string refusal)
    {
        if (slices.Doubts > 0)
        {
            if (!slices.IsAnyAccepted && Interlocked.Add(ref _trust, -slices.Doubts) < 0)
            {
                throw Failed(slices, new HttpVerdict(HttpVerdictKind.Doubtful, refusal));
            }

            slices.Condemn();
        }

        if (slices.Refused.Count > 0)
        {
            throw new SinkException(refusal, isTransient: false, [.. slices.Refused]);
        }
    }

    // Nearly always there is one reason, whatever the number of records.
    static string Join(string reasons, string reason)
    {
        const int Longest = 1000;
        return reasons.Length == 0 ? reason : reasons.Contains(reason, StringComparison.Ordinal) || reasons.Length > Longest ? reasons : $"{reasons} Or: {reason}";
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
