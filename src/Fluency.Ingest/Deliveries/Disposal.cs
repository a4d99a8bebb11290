namespace Fluency.Ingest.Deliveries;

/// <summary>Disposes sources and sinks, which may be disposable in either way or not at all.</summary>
static class Disposal
{
    public static async ValueTask DisposeAsync(object part)
    {
        if (part is IAsyncDisposable asyncDisposable)
        {
            await asyncDisposable.DisposeAsync().ConfigureAwait(false);
        }
        else if (part is IDisposable disposable)
        {
            disposable.Dispose();
        }
    }
}
