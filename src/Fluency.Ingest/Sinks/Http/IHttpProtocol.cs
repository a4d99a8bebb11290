namespace Fluency.Ingest.Sinks.Http;

/// <summary>How records become requests to one kind of receiver, and what its answers mean. Called by as many threads at once as there are writes.</summary>
interface IHttpProtocol
{
    /// <summary>The bytes of a body beside those that <see cref="Render"/> wrote.</summary>
    int FramingBytes { get; }

    /// <summary>Renders one record as it stands in a body, with what separates it from the next.</summary>
    void Render(Record record, RecordLineWriter writer);

    /// <summary>Sends the slice that stands in a write, and says what became of it.</summary>
    /// <exception cref="OperationCanceledException">The token fired: what became of it is unknown.</exception>
    ValueTask<HttpVerdict> SendAsync(HttpWrite write, CancellationToken cancellationToken);

    /// <summary>See <see cref="IEndpointSink.ReadSigningKey"/>.</summary>
    string? ReadSigningKey() => null;
}
