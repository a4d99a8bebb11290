namespace Fluency.Ingest.Notifications;

/// <summary>Reads the body of a refusal before the SDK does, which reads it with a blocked thread and without an end to its patience: a body that stands still would hold the request for ever.</summary>
/// <param name="inner">Sends the requests.</param>
/// <param name="time">Measures how long a body stands still.</param>
sealed class RefusalBodies(HttpMessageHandler inner, TimeProvider time) : DelegatingHandler(inner)
{
    // The XML or JSON of a refusal has a few hundred bytes.
    const int MaxBytes = 1024 * 1024;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using var patience = new CancellationTokenSource(Patience, time);
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await response.Content.LoadIntoBufferAsync(MaxBytes, reading.Token).ConfigureAwait(false);
            return response;
        }
        catch (OperationCanceledException exception) when (patience.IsCancellationRequested)
        {
            var status = (int)response.StatusCode;
            response.Dispose();

            // What the SDK takes for a failure of the network, and tries again.
            throw new HttpRequestException($"The body of an answer with status {status} stood still for {Patience}.", exception);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}
