using System.Runtime.CompilerServices;

namespace Fluency.Ingest.Tests.Support;

/// <summary>A source that cannot be read.</summary>
public sealed class ThrowingSource : ISource
{
    public async IAsyncEnumerable<IDelivery> ReadAsync(SourceReadOptions options, [EnumeratorCancellation] CancellationToken drainToken)
    {
        await Task.Yield();
        if (drainToken.CanBeCanceled)
        {
            throw new IngestException(FailureCause.ContainerMissing, "no such queue");
        }

        yield break;
    }
}
