using Microsoft.AspNetCore.Http;

namespace Fluency.Ingest.Testing;

/// <summary>A request that a <see cref="LocalCollector"/> has got.</summary>
public sealed class CollectorRequest
{
    int _status;
    bool _isComplete;

    internal CollectorRequest(HttpRequest request, CollectorPath path, DateTimeOffset time)
    {
        Path = path;
        Time = time;
        Address = $"{request.Path}{request.QueryString}";
        Headers = request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>What it is for.</summary>
    public CollectorPath Path { get; }

    /// <summary>Path and query as they were sent.</summary>
    public string Address { get; }

    /// <summary>When it came, by the collector's clock.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>Its headers, the token among them.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>The body as it was sent; empty until it was read.</summary>
    public ReadOnlyMemory<byte> SentBody { get; internal set; }

    /// <summary>The body, decompressed; empty until it was read, and if it cannot be decompressed.</summary>
    public ReadOnlyMemory<byte> Body { get; internal set; }

    /// <summary>The status that was answered; 0 if there is no answer yet, or none at all.</summary>
    public int Status
    {
        get => Volatile.Read(ref _status);
        internal set => Volatile.Write(ref _status, value);
    }

    /// <summary>Whether it is over, answered or not.</summary>
    public bool IsComplete
    {
        get => Volatile.Read(ref _isComplete);
        internal set => Volatile.Write(ref _isComplete, value);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Address}: {Status}";
}
