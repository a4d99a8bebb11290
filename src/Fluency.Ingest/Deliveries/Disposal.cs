using System.Runtime.ExceptionServices;

namespace Fluency.Ingest.Deliveries;

/// <summary>Disposes sources and sinks, which may be disposable in either way or not at all.</summary>
static class Disposal
{
    /// <summary>Disposes all parts, whatever some of them throw, which is thrown at the end.</summary>
    public static async ValueTask DisposeAllAsync(IEnumerable<object> parts)
    {
        List<Exception> failures = [];
        foreach (var part in parts)
        {
            try
            {
                await DisposeAsync(part).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                failures.Add(exception);
            }
        }

        if (failures.Count > 0)
        {
            ExceptionDispatchInfo.Throw(failures.Count == 1 ? failures[0] : new AggregateException(failures));
        }
    }

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
