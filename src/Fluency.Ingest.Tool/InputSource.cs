using System.Runtime.CompilerServices;
using Fluency.Ingest.Objects;

namespace Fluency.Ingest.Tool;

/// <summary>Standard input as a source of one object.</summary>
sealed class InputSource(Stream input) : ISource
{
    public async IAsyncEnumerable<IDelivery> ReadAsync(SourceReadOptions options, [EnumeratorCancellation] CancellationToken drainToken)
    {
        yield return new ListedDelivery(new InputObject(input, drainToken));
        await ValueTask.CompletedTask.ConfigureAwait(false);
    }
}
