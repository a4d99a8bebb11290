namespace Fluency.Ingest.Sinks.Http;

/// <summary>What the sinks that speak HTTP have in common: they differ in whom they speak to, and in nothing that a pipe sees.</summary>
public abstract class HttpSink : ISink, IEndpointSink, IDisposable
{
    readonly HttpBatchWriter _writer;

    private protected HttpSink(HttpBatchWriter writer) => _writer = writer;

    /// <inheritdoc/>
    public int MaxConcurrentWrites => _writer.MaxConcurrentRequests;

    Uri IEndpointSink.Endpoint => _writer.Endpoint;

    HttpClient IEndpointSink.CreateClient() => _writer.CreateClient();

    string? IEndpointSink.ReadToken() => _writer.ReadToken();

    string? IEndpointSink.ReadSigningKey() => _writer.ReadSigningKey();

    /// <inheritdoc/>
    public ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return _writer.WriteAsync(batch, cancellationToken);
    }

    /// <summary>Closes the connections. No write may be in flight.</summary>
    public void Dispose()
    {
        _writer.Dispose();
        GC.SuppressFinalize(this);
    }
}
