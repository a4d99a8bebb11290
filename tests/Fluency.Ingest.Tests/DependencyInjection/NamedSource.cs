using Fluency.Ingest.Tests.Support;

namespace Fluency.Ingest.Tests.DependencyInjection;

/// <summary>A source of the user: the queue that the container holds.</summary>
public sealed class NamedSource(FakeQueue queue, NamedOptions named) : ISource
{
    public IAsyncEnumerable<IDelivery> ReadAsync(SourceReadOptions options, CancellationToken drainToken) =>
        named.Name == "in" ? queue.ReadAsync(options, drainToken) : throw new InvalidOperationException("The options are bound.");
}
