using System.Runtime.CompilerServices;
using Fluency.Ingest.Objects;

namespace Fluency.Ingest.Benchmarks.Ratios;

/// <summary>Each file as a delivery of its own.</summary>
sealed class StoredSource(IEnumerable<StoredObject> objects) : ISource
{
    public async IAsyncEnumerable<IDelivery> ReadAsync(SourceReadOptions options, [EnumeratorCancellation] CancellationToken drainToken)
    {
        foreach (var stored in objects)
        {
            if (drainToken.IsCancellationRequested)
            {
                yield break;
            }

            yield return new ListedDelivery(stored);
        }

        await ValueTask.CompletedTask;
    }
}
